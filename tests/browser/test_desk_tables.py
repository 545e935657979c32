"""The debrief's tables, drawn alone in a page as wide as JupyterLab leaves at 1280 pixels."""

import json

import pytest

from gammalab.course.lesson_09.desk import SCENARIOS
from gammalab.desk.page import COLOURS, Desk
from gammalab.desk.view import result_of, view

PAGE = """<style>{css}</style><body style="font: 14px sans-serif">
<div id="desk" style="width: {width}px"></div></body>"""
DRAW = """async ({code, given}) => {
  const address = URL.createObjectURL(new Blob([code], {type: 'text/javascript'}));
  const { default: widget } = await import(address);
  const model = { get: (name) => given[name], on() {}, off() {}, send() {} };
  await (widget.render ?? widget().render)({ model, el: document.getElementById('desk') });
}"""
CUT = """() => [...document.querySelectorAll('.desk-result > div')]
  .map(n => n.scrollWidth - n.clientWidth)"""
OVER = """() => {
  const boxes = [...document.querySelectorAll('.desk-result svg:first-of-type text')]
    .map(n => n.getBBox());
  return boxes.flatMap((a, k) => boxes.slice(k + 1).filter(b =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height));
}"""


def debriefed(rule):
    game = SCENARIOS[0].begin(6)  # closed by the exchange: all terms but execution
    while not game.over:
        game.act({"do": "pass" if game.seen.closed else "neutral", "turn": game.turn})
    game.act({"do": "rule", "choice": rule})
    return view(game, *result_of(game))


@pytest.mark.parametrize("width", [860, 960])
def test_no_column_of_the_debrief_is_cut_off(new_page, width):
    shown, page = debriefed("once, at the start"), new_page()
    assert len(shown["result"]["terms"]) == 4
    page.set_content(PAGE.format(css=str(Desk._css), width=width))
    given = {"view": json.loads(json.dumps(shown)), "colours": COLOURS, "reply": 0}
    page.evaluate(DRAW, {"code": Desk._esm, "given": given})
    months, inside = page.locator("table:has(tr.desk-chosen)").all()
    assert months.locator("thead th").all_inner_texts() == ["rule", "mean", "spread", "costs"]
    assert inside.locator("thead th").all_inner_texts() == ["rule", "funding", "forgiven"]
    chosen = inside.locator("tr.desk-chosen td").all_inner_texts()
    row = next(r for r in shown["result"]["months"]["rules"] if r["name"] == "once, at the start")
    assert chosen == [
        f"+{row[part]:.1f} \u00b1 {2 * row[f'{part}_se']:.1f}" for part in ("funding", "forgiven")
    ]
    luck = shown["result"]["luck"]
    said = luck["mark"].partition(", ")[0]  # "made 240": one sum in three places
    assert f"net delta that you carried, {said}." in shown["result"]["luck_words"]
    assert luck["label"].startswith(f"Your net delta {said};")
    picture = page.get_by_role("img", name=luck["label"], exact=True)
    assert picture.locator("text").all_text_contents()[-1] == luck["mark"]
    assert page.evaluate(CUT) == [0, 0]
    assert page.evaluate(OVER) == []
    page.close()
