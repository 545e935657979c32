"""Links of the pages in Markdown: each leads to a file of the course, and to a heading in it.

Pages of the web outside are not asked. tests/test_work.py asks what links of the built notebooks
lead to, web/links.py those of the site.
"""

import json
import re
from pathlib import Path

import pytest
from test_house import tracked

ROOT = Path(__file__).resolve().parent.parent
# What is read elsewhere than where it stands; web/index.md begins at the top of the site.
READ_IN = {"lessons": "notebooks"}
PAGES = [
    path.relative_to(ROOT).as_posix()
    for path in tracked()
    if path.suffix == ".md" and path.relative_to(ROOT).as_posix() != "web/index.md"
]
CODE = re.compile(r"^(`{3,}).*?^\1 *$|(?<!`)(`+)(?!`).*?(?<!`)\2(?!`)", re.S | re.M)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)")


def links(text):
    """The targets of the links in a page, those of the web left out."""
    found = LINK.findall(CODE.sub("", text))
    return [one for one in found if not re.match(r"[a-z]+:", one)]


def anchors(path):
    """The anchors of the headings of a page or a notebook, as GitHub makes them."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    found = []
    for title in re.findall(
        r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M), re.M
    ):
        title = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", title).replace(" ", "-")
        found.append(f"{slug}-{found.count(slug)}" if slug in found else slug)
    return found


def faults(page, text, root=ROOT):
    """What is wrong with the links of a page (its place in the tree, its text), a line each."""
    place = root / page
    folder = root / READ_IN.get(place.parent.name, place.parent.relative_to(root))
    for link in links(text):
        name, _, anchor = link.partition("#")
        target = (folder / name).resolve() if name else place
        if not target.exists() or not target.is_relative_to(root.resolve()):
            yield f"{link} leads nowhere"
        elif anchor and (target.is_dir() or anchor not in anchors(target)):
            yield f"{link}: there is no such heading"


@pytest.mark.parametrize("page", PAGES)
def test_each_link_leads_somewhere(page):
    assert list(faults(page, (ROOT / page).read_text(encoding="utf-8"))) == []


def test_what_leads_nowhere_is_found(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "other.md").write_text("# Two *words*, `x`\n\n## Again\n\n## Again\n")
    (tmp_path / "notebooks").mkdir()
    for text, said in {
        "[a](gone.md)": ["gone.md leads nowhere"],
        '![a picture](images/gone.png "its title")': ["images/gone.png leads nowhere"],
        "[a](other.md#two-words-x) [b](other.md#again-1) [c](../notebooks/)": [],
        "[a](other.md#again-2)": ["other.md#again-2: there is no such heading"],
        "[a](#here)\n\n# Here": [],
        "[a](#there)\n\n# Here": ["#there: there is no such heading"],
        "`[a](gone.md)`\n\n```\n[a](gone.md)\n```\n": [],
        "[a](https://example.org/gone.md) [b](mailto:a@b.c)": [],
        "[a](../../etc/passwd)": ["../../etc/passwd leads nowhere"],
    }.items():
        (tmp_path / "docs" / "page.md").write_text(text)
        assert list(faults("docs/page.md", text, tmp_path)) == said, text
    (tmp_path / "lessons").mkdir()
    assert list(faults("lessons/01-x.md", "[a](other.md)", tmp_path)) == ["other.md leads nowhere"]
