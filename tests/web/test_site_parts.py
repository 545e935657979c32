"""The parts that build the site, without Sphinx and without drawing a whole lesson."""

import io
import json
import shlex

import nbformat
import numpy as np
import pytest
from PIL import Image

from gammalab.lab import Chart, Choice, Lab, Slider, style
from gammalab.lab.puzzle import Puzzle
from web import links, lite, pages, player, shape, sheets, states, terms
from web.fault import Fault


def line(**more):
    """A small lab with one slider and one menu."""
    said = dict(
        compute=lambda up, of: up * of,
        draw=lambda page, top: page.one.line([0, top], style.CASH),
        say=lambda top: f"It ends at {top:.1f}, below < 9.",
        shows="A line.",
    )
    return Lab(
        "A line",
        Slider("up", "Rise", 0.5, 0.0, 1.0, 0.5, "%"),
        Choice("of", "Of what", {"one": 1, "two": 2}, 1),
        charts=[Chart("one", "One", "money", "time", ylim=(0, 3))],
        size=(3, 2),
        **{**said, **more},
    )


@pytest.fixture
def opened(monkeypatch):
    """A call of the small lab; its argument is what is different about it."""

    def make(**more):
        monkeypatch.setattr(states.Call, "lab", lambda self: line(**more))
        return states.Call("02", "line")

    return make


def test_a_slider_has_all_its_places_or_each_second_with_start_and_ends():
    short = Slider("n", "N", 3, 1, 9, 1)
    assert states.places(short, 3) == list(range(1, 10))
    long = Slider("n", "N", 101, 0, 500, 1)
    found = states.places(long, 101)
    assert len(found) <= states.LONGEST + 2
    assert {0, 101, 500} <= set(found) and found == sorted(found)


def test_values_are_said_with_their_unit_and_digits():
    assert states.texts(Slider("v", "V", 0.2, 0.05, 0.8, 0.05, "%"), [0.05, 0.2]) == [
        "5\u00a0%", "20\u00a0%",
    ]  # fmt: skip
    assert states.texts(Slider("v", "V", 1.0, 0.0, 2.0, 0.25), [0.0, 0.25]) == ["0.00", "0.25"]
    assert states.texts(Choice("c", "C", {"a call": "call"}, "call"), ["call"]) == ["a call"]


def test_every_state_has_its_own_picture_and_words(opened):
    kept = []
    found = states.draw(opened(), lambda webp: kept.append(webp) or f"{len(kept)}.webp")
    assert [len(rows) for rows in found.values()] == [3, 2]
    assert [row[1] for row in found["up"]] == [
        f"It ends at {top}, below < 9." for top in ("0.0", "0.5", "1.0")
    ]
    assert found["up"][1][0] == found["of"][0][0]  # both are where the lab opens
    assert len({row[0] for row in found["up"]}) == 3
    assert all(row[2] for rows in found.values() for row in rows)


def test_a_picture_keeps_its_looks_in_few_colours(opened):
    live = opened().lab()()
    before = np.asarray(Image.open(io.BytesIO(live.png)).convert("RGB"), int)
    after = Image.open(io.BytesIO(states.compact(live.png)))
    assert after.format == "WEBP" and after.size == before.shape[1::-1]
    assert np.abs(np.asarray(after.convert("RGB"), int) - before).max() <= 24
    live.close()


def test_a_lab_that_cannot_be_drawn_stops_the_build_and_is_named(opened):
    def fails(up, of):
        return 1 / (1.0 - up)

    with pytest.raises(Fault, match="02-line cannot be drawn at up=1.0: ZeroDivisionError"):
        states.draw(opened(compute=fails), lambda webp: "")


def test_what_is_drawn_stays_until_its_sources_change(opened, tmp_path):
    call = opened()
    assert states.render(call, tmp_path, "a") == 5
    assert states.render(call, tmp_path, "a") == 0
    assert states.render(call, tmp_path, "b") == 5
    text = (tmp_path / "02-line" / "states.js").read_text()
    assert text.startswith('gammalabStates("02-line",{') and text.endswith("});\n")


def test_a_key_changes_with_what_a_lab_imports_and_with_nothing_else():
    own = [path.relative_to(states.ROOT).as_posix() for path in states.sources("03")]
    for name in ("lab/canvas.py", "pricing/formulas.py", "course/lesson_03/labs.py",
                 "course/lesson_02/replays.py"):  # fmt: skip
        assert f"gammalab/{name}" in own
    for name in ("check/ask.py", "course/lesson_05/labs.py", "course/lesson_03/questions.py"):
        assert (states.ROOT / "gammalab" / name).is_file()
        assert f"gammalab/{name}" not in own


def test_a_player_names_its_controls_and_is_no_markup_by_chance(opened, tmp_path):
    one = Puzzle("Find < 0.2.", lambda v, r: r == 0, lambda r: "It is 0.", {"up": 0.0})
    two = Puzzle("Find 2.", lambda v, r: r == 2, lambda r: "It is 2.", {"up": 1.0, "of": 2})
    call = opened(puzzles=(one, two))
    states.render(call, tmp_path, "a")
    text = player.player(call, tmp_path, "../labs/")
    assert 'id="02-line-up"' in text and '<label for="02-line-up">Rise</label>' in text
    assert 'aria-valuetext="50\u00a0%"' in text
    assert "below &lt; 9." in text and "\n\n" not in text
    first, second = text.split('class="lab-puzzle"')[1:]
    assert player.NEEDS_MORE not in first and player.NEEDS_MORE in second


# ---- pages --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def course():
    return pages.Course.of(["00", "02"])


def test_links_lead_to_pages_or_to_the_files_on_the_web(course):
    text = (
        "[a](../notebooks/00-start-here.ipynb) [b](../notebooks/05-hedging-in-discrete-time.ipynb)"
        " [c](../README.md#the-lessons) [d](https://example.org/x) ![e](no.png)"
    )
    found = pages.links(text, "notebooks/02-delta-neutrality.ipynb", course)
    assert "[a](00-start-here.ipynb)" in found and "[c](../index.md#the-lessons)" in found
    assert f"[b]({pages.REPOSITORY}notebooks/05-hedging-in-discrete-time.ipynb)" in found
    assert "[d](https://example.org/x)" in found and "![e](no.png)" in found


def test_a_link_to_nothing_stops_the_build(course):
    with pytest.raises(Fault, match="docs/claims.md: the link to gone.md leads nowhere"):
        pages.links("[a](gone.md)", "docs/claims.md", course)


def test_a_lesson_that_is_not_there_is_named():
    with pytest.raises(Fault, match="77"):
        pages.Course.of(["77"])


def test_a_lab_is_known_by_the_call_that_opens_it():
    assert pages.call_of("lab.one_path()", "02").place == "02-one_path"
    call = pages.call_of("x = 1\nlab.one_path(show=('day',), every=2)", "02")
    assert call.arguments == {"show": ("day",), "every": 2}
    for other in ("lab.hull_table()", "x = lab.one_path()", "print(1)", ""):
        assert pages.call_of(other, "02") is None


@pytest.mark.parametrize("name", pages.Course.of().files)
def test_every_cell_of_the_course_can_be_shown(name, monkeypatch):
    """No page is left with a cell that waits for a kernel, whatever lesson it is in."""
    monkeypatch.setattr(pages, "player", lambda call, folder, root: f"<p>{call.place}</p>")
    whole = pages.Course.of()
    if name.endswith(".md"):
        assert pages.document(name, whole)
        return
    book = pages.notebook(name, whole, None)
    shown = nbformat.writes(book)
    assert "gammalab-note" not in shown and "gammalab-question" not in shown
    assert "gammalab-nobutton" not in shown and "Shift+Enter): " not in shown
    assert f"?path={name}" in book.cells[0].source


def test_a_cell_that_no_page_can_show_stops_the_build():
    cell = nbformat.v4.new_code_cell("new_toy()")
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<i class='gammalab-x'>"})]
    with pytest.raises(Fault, match=r"no page can show what 'new_toy\(\)' does"):
        pages._code(cell, "02", None)


def test_a_slider_with_more_places_than_pictures_stops_the_build(opened, tmp_path):
    call = opened()
    states.render(call, tmp_path, "a")
    place = tmp_path / call.place / "states.json"
    found = json.loads(place.read_text())
    found["of"].pop()
    place.write_text(json.dumps(found))
    with pytest.raises(Fault, match="02-line: of has 2 places, and 1 states are drawn"):
        player.player(call, tmp_path, "")


def test_a_fold_is_known_by_its_words_or_stops_the_build(tmp_path, course):
    def book(title):
        cells = [nbformat.v4.new_markdown_cell("# A"), nbformat.v4.new_markdown_cell(title)]
        cells[1].metadata["jp-MarkdownHeadingCollapsed"] = True
        (tmp_path / "notebooks").mkdir(exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks/02-a.ipynb")
        return pages.notebook("notebooks/02-a.ipynb", course, None, tmp_path)

    _, forget, fold = book("## Fold 1. More").cells
    assert fold.source == "## Fold 1. More" and "gammalab-forget" in forget.source
    with pytest.raises(Fault, match="the fold 'More' must begin"):
        book("## More")


def test_the_empty_corner_of_a_table_is_no_heading():
    html = '<th></th><th class="head" scope="col"><p></p></th><th><p>day</p></th><thead>'
    assert shape.corners(html) == '<td></td><td class="head"></td><th><p>day</p></th><thead>'


# ---- questions, terms, links --------------------------------------------------------------------


def test_a_sheet_knows_what_is_said_to_each_answer():
    text = sheets.sheet('quiz("02")')
    data = json.loads(_attribute(text, "data-sheet"))
    assert data["place"] == "quiz 02"
    for item in data["items"]:
        row = data["table"][item["id"]]
        assert len(row["chosen"]) == len(item["options"]) and row["none"] is None
        said = [state["said"].startswith("Right: ") for state in row["chosen"]]
        assert said.count(True) == 1 and said.index(True) == row["chosen"][0]["right"]
    assert "<summary>Answer</summary>" in text
    predicted = json.loads(_attribute(sheets.sheet('outcome("02.1")'), "data-sheet"))
    assert sheets.SURE in predicted["table"]["02.1"]["chosen"][0]["said"]
    assert sheets.sheet("print(1)") is None
    assert data["right"] == {id: row["chosen"][0]["right"] for id, row in data["table"].items()}
    assert data["lesson"] == "02" and len(data["calibration"]) == 12
    assert "calibration" not in predicted


def _attribute(text, name):
    from html.parser import HTMLParser

    class Found(HTMLParser):
        def handle_starttag(self, tag, attrs):
            self.value = getattr(self, "value", None) or dict(attrs).get(name)

    found = Found()
    found.feed(text)
    return found.value


def test_the_sheets_script_is_no_module():
    text = sheets.ask_script()
    assert "globalThis.gammalabAsk = { render };" in text and "export" not in text


def test_a_term_has_an_anchor_and_its_lesson_a_link():
    row = "| cost of carry | what it costs | 01 |"
    assert terms.of(row) == ["cost of carry"]
    assert terms.with_anchors(row, {"01": "../notebooks/01-a.ipynb"}) == (
        '| <span id="term-cost-of-carry">cost of carry</span> | what it costs '
        "| [01](../notebooks/01-a.ipynb) |"
    )


def test_every_word_that_is_linked_alone_is_a_term():
    glossary = (states.ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert terms.ALONE <= {term.lower() for term in terms.of(glossary)}


def test_broken_links_are_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<a href="b.html#x">1</a><a href="b.html#y">2</a><a href="c.html">3</a>'
        '<img src="no.webp"><a href="https://example.org">4</a><i data-root="labs/l/"></i>'
        '<a href="lite/lab/index.html?path=notebooks/no.ipynb">5</a><a href="../up.html">6</a>'
        '<script src="https://example.org/x.js"></script>'
    )
    (tmp_path / "b.html").write_text('<p id="x"></p>')
    lab = tmp_path / "lite" / "lab"
    lab.mkdir(parents=True)
    (lab / "index.html").write_text('<a href="gone">JupyterLite is not ours</a>')
    states_ = tmp_path / "labs" / "l"
    states_.mkdir(parents=True)
    (states_ / "states.js").write_text('gammalabStates("l",{"a":[["gone.webp","","",{}]]});')
    found = list(links.broken(tmp_path))
    assert len(found) == 5
    for part in ("#y on that page", "c.html", "no.webp", "has no notebooks/no.ipynb", "../up.html"):
        assert any(part in line for line in found), part
    assert list(links.missing_pictures(tmp_path)) == ["l: there is no picture gone.webp"]
    assert [name for name, _ in links.outside(tmp_path)] == ["a.html"]


def test_a_picture_without_words_is_found(tmp_path):
    (tmp_path / "a.html").write_text('<img src="a.png" alt=""><img src="b.png">')
    assert list(links.without_words(tmp_path)) == ["a.html: the picture b.png has no alt text"]


def test_the_library_alone_is_fetched_in_jupyterlite():
    """The browser's %pip splits its line as a shell does, and knows no remark."""
    (line,) = [line for line in lite.INSTALL.splitlines() if not line.startswith("#")]
    assert shlex.split(line) == ["%pip", "install", "-q", "gammalab"]


def test_jupyterlite_has_every_document_that_a_students_folder_has(tmp_path):
    """`work.HELP` names files and a folder; its own note of a change must know both."""
    lite.contents(tmp_path)
    for path in lite.helps():
        assert (tmp_path / path.relative_to(states.ROOT)).read_bytes() == path.read_bytes()
    sheets_ = {path.name for path in (states.ROOT / "docs" / "cheat-sheets").glob("*.md")}
    assert sheets_ and sheets_ == {p.name for p in (tmp_path / "docs" / "cheat-sheets").iterdir()}
    assert len(lite.key()) == 64
