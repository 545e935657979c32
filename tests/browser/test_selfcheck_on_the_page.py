"""The self-check's button in JupyterLab: pressed by keyboard, answered, and said when it is not."""

from playwright.sync_api import expect

from gammalab import work


def test_the_button_is_answered_and_then_a_dead_kernel_is_said(lab_page):
    folder = lab_page.root / "selfcheck"
    folder.mkdir()
    (folder / work.MARKER).write_text("{}")
    lab_page.write("selfcheck/one.ipynb", "from gammalab.check import self_check\nself_check()")
    lab_page.open("selfcheck/one.ipynb")
    lab_page.run_all()
    page = lab_page.page
    assert lab_page.errors() == []
    assert not page.locator(".gammalab-nobutton").is_visible()
    button = page.get_by_role("button", name="Press me")
    button.focus()
    page.keyboard.press("Enter")
    said = page.locator(".gammalab-selfcheck").get_by_role("status")
    expect(said).to_contain_text("It answered")
    assert button.evaluate("node => node === document.activeElement")  # not gone into the cell

    page.evaluate("() => jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("No ", timeout=8000)
