"""The buttons that keep a student's work, in JupyterLab, by keyboard: down as a file, up again."""

import json
import zipfile

from playwright.sync_api import expect

from gammalab import work

CELL = "from gammalab.check import my_work\nmy_work()"


def test_work_comes_down_and_is_taken_up_again(lab_page, tmp_path):
    folder = lab_page.root / "kept"
    folder.mkdir()
    (folder / work.MARKER).write_text("{}")
    (folder / "mine.txt").write_text("mine")
    lab_page.write("kept/one.ipynb", CELL)
    lab_page.open("kept/one.ipynb")
    lab_page.run_all()
    page = lab_page.page
    assert lab_page.errors() == []
    assert not page.locator(".gammalab-nokeep").is_visible()
    said = page.locator(".gammalab-keep").get_by_role("status")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download my work").focus()
        page.keyboard.press("Enter")
    expect(said).to_contain_text("Downloaded as my-work.zip")
    saved = tmp_path / coming.value.suggested_filename
    coming.value.save_as(saved)
    assert saved.name == "my-work.zip" and "mine.txt" in zipfile.ZipFile(saved).namelist()

    (folder / "mine.txt").unlink()
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    asked.value.set_files(saved)
    expect(said).to_contain_text("mine.txt: taken up.")
    assert (folder / "mine.txt").read_text() == "mine"
    cells = json.loads((folder / "one.ipynb").read_text())["cells"]
    assert len(cells) == 1 and "".join(cells[0]["source"]) == CELL  # no key reached the notebook
