"""Texts ready to be translated: sentences stand whole, and what is still in pieces is counted.

A piece is found in the code: a choice between two parts of a sentence, an s that is added to a
noun, words added to words. That is a rule of thumb; so the numbers below may fall and never rise.
"""

import ast
import re
from pathlib import Path

import pytest

from gammalab.check import words

ROOT = Path(__file__).resolve().parents[2] / "gammalab"
# What is left, by module. Naming a slip in an answer joins what was found to where it was found.
LEFT = {
    "check/answer.py": 4,
    "check/classroom.py": 1,  # the name of a column's entry
    "check/diagnose.py": 4,
    "check/forms.py": 1,
    "check/judge.py": 1,
    "check/kinds.py": 3,
    "check/paste.py": 1,  # Python, not words
    "check/patterns.py": 2,
    "check/selfcheck.py": 2,
    "lab/controls.py": 1,
    "lab/told.py": 4,
    "lab/words.py": 2,
}
MODULES = sorted(
    f"{folder}/{path.name}" for folder in ("check", "lab") for path in (ROOT / folder).glob("*.py")
)


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
    """(line, text) of each place where a sentence is put together."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.IfExp):
            parts = said(node.body), said(node.orelse)
            none = isinstance(node.orelse, ast.Constant) and node.orelse.value is None
            if any(map(piece, parts)) and not none:
                yield node.lineno, " / ".join(parts)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            if said(node.left) and piece(said(node.left)):
                yield node.lineno, said(node.left)
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Add):
            sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
            if any(piece(said(side)) for side in sides):
                yield node.lineno, " + ".join(map(said, sides))


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
    ],
)
def test_a_piece_is_found(source, many):
    assert len(list(pieces(source))) == many


def test_each_sentence_is_whole_and_its_places_have_names():
    texts = [text for text in vars(words).values() if isinstance(text, str) and " " in text]
    for text in [*texts, *words.CALIBRATION.values()]:
        assert "{}" not in text and not text.startswith(" ") and not text.endswith(" "), text


@pytest.mark.parametrize("sure", ["sure", "fairly", "guess"])
@pytest.mark.parametrize("answers, right", [(1, 0), (1, 1), (5, 0), (5, 1), (5, 4)])
def test_calibration_says_its_numbers(sure, answers, right):
    text = words.calibration(sure, answers, right)
    assert re.findall(r"\d+", text) == [str(answers), str(right)]
    assert ("answers" in text) == (answers != 1) and (" was " in text) == (right == 1)
