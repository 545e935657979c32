"""Texts ready to be translated: sentences stand whole, and what is still in pieces is counted.

A piece is found in the code: a choice between two parts of a sentence, an s that is added to a
noun, words added to words, a clause that begins with a comma, names joined by "and". That is a rule
of thumb; so the numbers below may fall and never rise.
"""

import ast
import re
from pathlib import Path

import pytest

from gammalab.check import words
from gammalab.desk import words as desk_words

ROOT = Path(__file__).resolve().parents[2] / "gammalab"
# What is left, by module.
LEFT = {
    "_validate.py": 1,  # a value as it is shown, with the first of its labels
    "check/classroom.py": 1,  # the name of a column's entry
    "check/paste.py": 1,  # Python, not words
    "check/patterns.py": 1,  # the digits of a number
    "check/selfcheck.py": 1,  # a command, and the name of a file
    "check/words.py": 2,  # where in the code: the same words behind any sentence, or none
    "hedging/bands.py": 1,  # what an argument may be
    "hedging/costs.py": 2,  # names of arguments
    "lab/words.py": 2,  # a number and its noun: an amount
    "montecarlo/run.py": 1,  # the name of a figure, as it stands in the table
    "paths/merton.py": 1,  # names of arguments
    "paths/prices.py": 1,  # names of arguments
    "pricing/book.py": 1,  # names of arguments
    "course/lesson_08/whose.py": 1,  # many of a kind, as a label
    "course/lesson_12/blame.py": 3,  # where it was raised, behind any message
    "course/lesson_12/capstone.py": 1,  # a reason, or none
    "course/lesson_12/contest.py": 3,  # widths of columns
    "course/lesson_12/picture.py": 1,  # colours
    "course/lesson_12/ranks.py": 1,  # a verdict, which is a value too
    "course/lesson_12/report.py": 2,  # cells of a table
    "course/lesson_12/worlds.py": 1,  # the name of a signal
    # Readers: names of columns, formats and encodings among them; sentences, too.
    "markets/beside.py": 2,
    "markets/cells.py": 1,
    "markets/columns.py": 2,
    "markets/contracts.py": 1,
    "markets/funding.py": 4,
    "markets/instruments.py": 1,
    "markets/moments.py": 7,
    "markets/numerals.py": 2,
    "markets/parity.py": 1,
    "markets/quotes.py": 2,
    "markets/reading.py": 3,
    "markets/rows.py": 3,
    "markets/source.py": 4,
    "markets/stamps.py": 3,
    "markets/suspects.py": 3,
    "markets/tables.py": 1,
    "markets/verdicts.py": 5,
    "markets/ways.py": 8,
    "markets/window.py": 5,
}
MODULES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))
CLAUSE = re.compile(r"[,;:]? [a-z{][^<\n]*$")  # ", and the sign is opposite"


def said(node):
    """The words of a text in the code; "" for anything else. {} stands for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            said(part) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return ""


def piece(text):
    """Whether a text is a part of a sentence: it has letters, and does not begin as one does."""
    letters = re.search("[a-z]", re.sub(r"<[^>]*>|[{}]", "", text))
    return bool(letters) and not re.match(r'[A-Z{"“`]', text) and "<" not in text


def pieces(source):
    """(line, text) of each place where a sentence is put together, once each."""
    tree = ast.parse(source)
    found = {}
    for node in ast.walk(tree):
        for line, text in (*chosen(node), *added(node), *filled_in(node)):
            found.setdefault((line, text), None)
    known = {line for line, _ in found}
    for line, text in clauses(tree):
        if line not in known:
            found.setdefault((line, text), None)
    return sorted(found)


def chosen(node):
    """A choice between two parts of a sentence, or a part and nothing; a text or None is none."""
    if isinstance(node, ast.IfExp):
        sides = node.body, node.orelse
        parts = [said(side) for side in sides]
        none = any(isinstance(side, ast.Constant) and side.value is None for side in sides)
        if any(map(piece, parts)) and not none:
            yield node.lineno, " / ".join(parts)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        if said(node.left) and piece(said(node.left)):
            yield node.lineno, said(node.left)


def added(node):
    """Words added to words, and names joined by a word."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add):
        sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
        if any(piece(said(side)) for side in sides):
            yield node.lineno, " + ".join(map(said, sides))
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "join":
        if piece(said(node.func.value)):
            yield node.lineno, said(node.func.value)


def filled_in(node):
    """What an f-string glues on: an ending, a word in the place of nothing, a word looked up."""
    if not isinstance(node, ast.JoinedStr):
        return
    for part, after in zip(node.values, [*node.values[1:], None], strict=True):
        if not isinstance(part, ast.FormattedValue):
            continue
        value, ending = part.value, said(after) if isinstance(after, ast.Constant) else ""
        bent = re.match(r"e?s\b", ending) is not None
        instead = isinstance(value, ast.BoolOp) and any(piece(said(side)) for side in value.values)
        looked_up = isinstance(value, ast.Subscript) and isinstance(
            value.value, ast.Dict | ast.List | ast.Tuple
        )
        if bent or instead or looked_up and re.search("[a-z]", words_in(value)):
            yield node.lineno, said(node)


def words_in(node):
    return " ".join(said(part) for part in ast.walk(node) if said(part))


def clauses(tree):
    """Texts that begin as the middle of a sentence, wherever they stand."""
    nodes = list(ast.walk(tree))
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    called = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}  # ", ".join
    for node in nodes:
        if CLAUSE.match(said(node)) and piece(said(node)) and id(node) not in parts | called:
            yield node.lineno, said(node)


@pytest.mark.parametrize("name", MODULES)
def test_no_more_sentences_are_put_together_than_before(name):
    found = list(pieces((ROOT / name).read_text(encoding="utf-8")))
    assert len(found) <= LEFT.get(name, 0), found
    assert len(found) == LEFT.get(name, 0), f"fewer than before: lower the number of {name}"


@pytest.mark.parametrize(
    "source, many",
    [
        ("f\"{n} line{'s' * (n != 1)}\"", 1),
        ("'answer' if n == 1 else 'answers'", 1),
        ("text + ' and more'", 1),
        ("text += f', lowest {low}'", 1),
        ("'One line.' if n == 1 else 'Many lines.'", 0),
        ("ONE.format(n=n) if n == 1 else MANY.format(n=n)", 0),
        ("total + 1", 0),
        ("'right' if ok else None", 0),
        ("None if ok else 'right'", 0),
        ("' and '.join(names)", 1),
        ("', '.join(names)", 0),
        ("f'{right} of {turns} {step}s.'", 1),
        ("f'{vol} samples'", 0),
        ("f'You made {amount}: {parts or \"nothing moved\"}.'", 1),
        ("f'{name or NONE}'", 0),
        ('f\'For {["a seller", "an owner"][side]}.\'', 1),
        ("f'{NAMES[rule]}: {cost}'", 0),
        ("{1: '', -1: ', and the sign is opposite'}", 1),
        ("for sign, also in ((1, ''), (-1, f', {x} too much')): pass", 1),
        ("'; '.join(clauses)", 0),
        ("{1: 'The sign is right.', -1: 'The sign is opposite.'}", 0),
    ],
)
def test_a_piece_is_found(source, many):
    assert len(list(pieces(source))) == many


def texts_of(module):
    """Every text of a module, and those of its tables."""
    for value in vars(module).values():
        for text in value.values() if isinstance(value, dict) else [value]:
            if isinstance(text, str) and " " in text:
                yield text


@pytest.mark.parametrize("module", [words, desk_words], ids=["check", "desk"])
def test_each_sentence_is_whole_and_its_places_have_names(module):
    for text in texts_of(module):
        assert "{}" not in text and not text.startswith(" ") and not text.endswith(" "), text


@pytest.mark.parametrize(
    "table, other",
    [
        (desk_words.LEFT, desk_words.REST),
        (desk_words.TILT_MADE, desk_words.NET_DELTA_MADE),
        (desk_words.SUM, desk_words.LABEL),
    ],
)
def test_each_case_has_its_own_sentence(table, other):
    assert table.keys() == other.keys()
    for sentences in (table, other):
        assert len(set(sentences.values())) == len(sentences)


def test_each_turn_says_all_that_is_known_of_it():
    """What lies on its way, or moves with the price, is in the sentence that is said of it."""
    assert len(desk_words.TURN) == len(set(desk_words.TURN.values())) == 12
    for (side, on_way, delta), text in desk_words.TURN.items():
        assert ("{held}" in text) == (side != 0) and ("{unit}" in text) == (side == 0)
        assert (" long " in text) == (side == 1) and (" short " in text) == (side == -1)
        assert ("{on_way}" in text) == on_way
        assert ("{delta}" in text) == ("{net}" in text) == delta


def test_each_mean_is_held_against_its_like():
    assert len(desk_words.AGAINST) == len(set(desk_words.AGAINST.values())) == 8
    for (costs, funding, clean), text in desk_words.AGAINST.items():
        assert text.count("costs") == 2 * costs and text.count("funding") == 2 * funding
        assert ("{pnl}" in text) == (costs or funding)
        assert ("no order refused" in text) == clean


@pytest.mark.parametrize("sure", ["sure", "fairly", "guess"])
@pytest.mark.parametrize("answers, right", [(1, 0), (1, 1), (5, 0), (5, 1), (5, 4)])
def test_calibration_says_its_numbers(sure, answers, right):
    text = words.calibration(sure, answers, right)
    assert re.findall(r"\d+", text) == [str(answers), str(right)]
    assert ("answers" in text) == (answers != 1) and (" was " in text) == (right == 1)
