"""Pages in Markdown open as pages with their formulas, from a lesson and from the file browser."""

import shutil
from pathlib import Path

from playwright.sync_api import expect

from gammalab import work

ROOT = Path(__file__).parents[2]
LESSON = "notebooks/02-delta-neutrality.ipynb"


def test_a_cheat_sheet_opens_as_a_page_and_leads_back(lab_page):
    for name in work.HELP:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (lab_page.root / name).parent.mkdir(exist_ok=True)
        copy(ROOT / name, lab_page.root / name)
    page = lab_page.page
    lab_page.open(LESSON)
    page.get_by_role("link", name="cheat sheet").click()
    sheet = page.locator(".jp-MarkdownViewer:visible")
    expect(sheet.get_by_role("heading", name="Formulas")).to_be_visible(timeout=30_000)
    expect(sheet.locator("mjx-container").first).to_be_visible(timeout=30_000)
    assert "$$" not in sheet.inner_text()
    sheet.get_by_role("link", name="02", exact=True).click()
    page.wait_for_function(
        "path => jupyterapp.shell.currentWidget?.context?.path === path", arg=LESSON
    )
    # A double click in the file browser; JupyterLab's own default would be the source.
    other = "docs/cheat-sheets/04-theta-against-gamma.md"
    page.evaluate("path => void jupyterapp.commands.execute('docmanager:open', { path })", other)
    expect(sheet.get_by_role("heading", name="04 · Theta")).to_be_visible(timeout=30_000)
