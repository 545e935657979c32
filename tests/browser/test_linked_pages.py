"""What a lesson links opens as a page with its formulas, and leads back into the lesson."""

import shutil
from pathlib import Path

from playwright.sync_api import expect

from gammalab import work

ROOT = Path(__file__).parents[2]
LESSON = "notebooks/02-delta-neutrality.ipynb"


def test_the_cheat_sheet_opens_as_a_page_and_leads_back(lab_page):
    for name in work.HELP:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (lab_page.root / name).parent.mkdir(exist_ok=True)
        copy(ROOT / name, lab_page.root / name)
    page = lab_page.page
    lab_page.open(LESSON)
    page.get_by_role("link", name="cheat sheet").click()
    sheet = page.locator(".jp-MarkdownViewer:visible")
    expect(sheet.get_by_role("heading", name="Formulas")).to_be_visible()
    expect(sheet.locator("mjx-container").first).to_be_visible()
    assert "$$" not in sheet.inner_text()
    sheet.get_by_role("link", name="02", exact=True).click()
    page.wait_for_function(
        "path => jupyterapp.shell.currentWidget?.context?.path === path", arg=LESSON
    )
