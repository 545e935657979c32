"""What moves on the site without a kernel: each lab, each kind of question; search, glossary."""

import json
import os
import re
from pathlib import Path

import pytest

SITE = os.environ["GAMMALAB_SITE"]
LESSONS = sorted(path.name for path in Path(SITE).glob("notebooks/*.html"))
FIRST_MOVE = 0.5  # seconds, from a server on this machine
TRIES = 3  # of which the quickest counts: others work on the machine, too
MOVE = """async ([lab, control, place]) => {
  const figure = document.querySelector(`[data-lab="${lab}"]`);
  const image = figure.querySelector("img");
  for (let fold = figure; (fold = fold.parentElement?.closest("details")); ) fold.open = true;
  figure.scrollIntoView();
  if (!image.complete) await new Promise((done) => image.addEventListener("load", done));
  const before = image.src, start = performance.now();
  const moved = new Promise((done) => new MutationObserver(() => {
    if (image.src !== before) done();
  }).observe(image, { attributes: true }));
  const one = figure.querySelector(`[name="${control}"]`);
  one.focus(); // the first touch: the states are not there yet
  if (one.tagName === "SELECT") one.selectedIndex = place; else one.value = place;
  one.dispatchEvent(new Event("input", { bubbles: true }));
  await Promise.race([moved, new Promise((done) => setTimeout(done, 20000))]);
  await image.decode();
  return (performance.now() - start) / 1000;
}"""


def labs(name):
    """The labs on a page of the site: {name: {control: rows of states}}."""
    text = (Path(SITE) / "notebooks" / name).read_text(encoding="utf-8")
    found = {}
    for lab in dict.fromkeys(re.findall(r'data-lab="([^"]+)"', text)):
        states = (Path(SITE) / "labs" / lab / "states.js").read_text(encoding="utf-8")
        found[lab] = json.loads(re.fullmatch(r"gammalabStates\(\"[^\"]+\",(.*)\);\n", states)[1])
    return found


def first_control(rows_of, start):
    """A control with a picture unlike the first, and the place of that picture."""
    for control, rows in rows_of.items():
        for place in (len(rows) - 1, 0):
            if rows[place][0] != start:
                return control, place
    raise AssertionError("no control changes the picture")


@pytest.mark.parametrize("name", [n for n in LESSONS if labs(n)])
def test_the_first_move_of_each_lab_is_quick_and_says_what_it_shows(visit, name):
    for lab, rows_of in labs(name).items():
        times = []
        for _ in range(TRIES):
            page = visit.open(f"notebooks/{name}")
            figure = page.locator(f'[data-lab="{lab}"]')
            start = figure.locator("img").get_attribute("src").rsplit("/", 1)[1]
            control, place = first_control(rows_of, start)
            times.append(page.evaluate(MOVE, [lab, control, place]))
            picture, summary, alt, _ = rows_of[control][place]
            assert figure.locator("img").get_attribute("src").endswith(picture)
            assert figure.locator("img").get_attribute("alt") == alt
            assert figure.locator(".lab-summary").text_content() == summary
            if times[-1] < FIRST_MOVE:
                break
        print(f"{lab}: first move {min(times) * 1000:.0f} ms")
        assert min(times) < FIRST_MOVE, f"{lab} took {times} s"
    assert not visit.wrong


@pytest.mark.parametrize("name", [n for n in LESSONS if labs(n)])
def test_each_place_of_each_control_has_a_state(visit, name):
    page = visit.open(f"notebooks/{name}")
    for lab, rows_of in labs(name).items():
        controls = page.locator(f'[data-lab="{lab}"]').first.locator("input, select").all()
        assert controls
        for control in controls:
            rows = rows_of[control.get_attribute("name")]
            if control.evaluate("(e) => e.tagName") == "SELECT":
                assert control.locator("option").count() == len(rows)
            else:
                assert int(control.get_attribute("max")) + 1 == len(rows)


@pytest.fixture
def lab(visit):
    """The labs of lesson 02, of which the first has sliders and menus."""
    page = visit.open(f"notebooks/{next(n for n in LESSONS if n.startswith('02'))}")
    return page, page.locator(".gammalab-lab").first


def test_every_control_moves_by_keyboard_one_at_a_time(lab):
    page, figure = lab
    rows_of = labs(page.url.rsplit("/", 1)[1])[figure.get_attribute("data-lab")]
    controls = figure.locator("input, select")
    assert controls.count() == len(rows_of)
    for number in range(controls.count()):
        control = controls.nth(number)
        rows = rows_of[control.get_attribute("name")]
        start = int(control.get_attribute("data-start"))
        control.focus()
        page.keyboard.press("ArrowDown" if start else "ArrowUp")
        if control.evaluate("(e) => e.tagName") == "SELECT" and not start:
            page.keyboard.press("ArrowDown")
        place = control.evaluate(
            "(e) => Number(e.tagName === 'SELECT' ? e.selectedIndex : e.value)"
        )
        assert place != start
        summary = figure.locator(".lab-summary")
        page.wait_for_function(
            "([e, words]) => e.textContent === words",
            arg=[summary.element_handle(), rows[place][1]],
        )
        assert figure.locator("img").get_attribute("alt") == rows[place][2]
        for other in range(controls.count()):
            if other != number:  # it has gone back
                one = controls.nth(other)
                at = one.evaluate(
                    "(e) => String(e.tagName === 'SELECT' ? e.selectedIndex : e.value)"
                )
                assert at == one.get_attribute("data-start")


def test_a_slider_says_its_value_with_its_unit(lab):
    _, figure = lab
    for slider in figure.locator("input").all():
        said = json.loads(slider.get_attribute("data-said"))
        at = int(slider.input_value())
        assert slider.get_attribute("aria-valuetext") == said[at]
        assert len(said) == int(slider.get_attribute("max")) + 1


def test_reset_shows_the_first_picture_again(lab):
    page, figure = lab
    image = figure.locator("img")
    first, slider = image.get_attribute("alt"), figure.locator("input").first
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function("([e, alt]) => e.alt !== alt", arg=[image.element_handle(), first])
    figure.locator(".lab-reset").click()
    page.wait_for_function("([e, alt]) => e.alt === alt", arg=[image.element_handle(), first])


def test_a_lab_whose_pictures_cannot_be_loaded_says_so(visit):
    visit.page.route("**/states.js", lambda route: route.abort())
    page = visit.open("index.html")
    page.locator(".gammalab-lab input").first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('.lab-summary').textContent.startsWith('No picture: ')"
    )


def test_a_puzzle_is_solved_on_the_first_page(visit):
    page = visit.open("index.html")
    states = labs(next(n for n in LESSONS if n.startswith("00")))["00-first_look"]
    (rows,) = states.values()
    solved = next(place for place, row in enumerate(rows) if row[3])
    slider = page.locator(".gammalab-lab input").first
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(solved):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "document.querySelector('[data-puzzle] [role=status]').textContent.startsWith('Solved. ')"
    )


def test_a_quiz_answers_and_the_browser_remembers(visit):
    name = f"notebooks/{next(n for n in LESSONS if n.startswith('02'))}"
    page = visit.open(name)
    sheet = page.locator(".gammalab-sheet").last
    item = sheet.locator(".ask-item").first
    item.locator("input").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")  # a guess
    said = item.locator(".ask-said")
    assert said.text_content().startswith(("Right: ", "Not so. "))
    assert item.locator(".ask-mark", has_text="✓ right").count() == 1
    before = said.text_content()
    page.reload()
    assert page.locator(".gammalab-sheet").last.locator(".ask-said").first.text_content() == before
    page.locator(".gammalab-forget button").click()
    assert page.locator(".gammalab-sheet").last.locator(".ask-said").first.text_content() == ""
    assert not visit.wrong


def test_after_the_last_question_of_a_quiz_it_says_how_sure_and_how_right(visit):
    """Right answers alone, each time as a guess: the line can be known from outside."""
    page = visit.open(f"notebooks/{next(n for n in LESSONS if n.startswith('02'))}")
    quiz = page.locator(".gammalab-sheet").last
    data = json.loads(quiz.get_attribute("data-sheet"))
    foot, items = quiz.locator(".ask-foot"), quiz.locator(".ask-item")
    assert items.count() == len(data["right"]) > 1
    for number, right in enumerate(data["right"].values()):
        assert foot.text_content() == ""
        items.nth(number).locator("label").nth(right).click()
        items.nth(number).locator("button", has_text="guess").click()
    said = f"Of {items.count()} answers you guessed, {items.count()} were right."
    assert foot.text_content() == said
    page.reload()
    assert page.locator(".gammalab-sheet").last.locator(".ask-foot").text_content() == said
    page.locator(".gammalab-forget button").click()
    assert page.locator(".gammalab-sheet").last.locator(".ask-foot").text_content() == ""


def test_what_was_predicted_stands_beside_what_is_so(visit):
    page = visit.open(f"notebooks/{next(n for n in LESSONS if n.startswith('02'))}")
    asked = page.locator(".gammalab-sheet", has=page.locator(".ask-sure")).nth(1)
    asked.locator("label").nth(1).click()
    asked.locator("button", has_text="fairly").click()
    assert "(fairly)" in asked.locator(".ask-said").first.text_content()
    first = page.locator(".gammalab-sheet", has_text="You predicted: ").first
    assert "(fairly)" in first.text_content() and "{sure}" not in first.text_content()


def test_without_scripts_questions_are_text_with_a_folded_answer(site):
    text = (site / "notebooks" / next(n for n in LESSONS if n.startswith("02"))).read_text()
    sheets = re.findall(r'<div class="gammalab-sheet".*?</div>', text, re.S)
    assert sheets and all("<summary>Answer</summary>" in sheet for sheet in sheets)


def test_the_search_finds_a_term(visit):
    page = visit.open("search.html?q=straddle")
    page.wait_for_selector("#search-results li a")
    assert page.locator("#search-results li a").count() >= 2


def test_a_term_leads_to_its_row_of_the_glossary(visit):
    page = visit.open(f"notebooks/{next(n for n in LESSONS if n.startswith('02'))}")
    term = page.locator("a.gammalab-term", has_text="delta-neutral").first
    term.click()
    assert page.url.endswith("docs/glossary.html#term-delta-neutral")
    assert page.locator("#term-delta-neutral").is_visible()
