"""Each term of the glossary is explained where it says, and nobody reads it before.

What a reader of a lesson sees is put in one line: the prose, and in the place of a cell the
questions or the lab that it shows. What a cell prints, and what is said after an answer, is left
out. Lessons that are not there yet are left out, too.
"""

import importlib
import re
from pathlib import Path

import pytest

from gammalab.check import questions
from gammalab.lab import Lab

ROOT = Path(__file__).resolve().parents[2]
# Those that may lean on nothing but each other.
LESSONS = tuple(f"{k:02d}" for k in range(1, 13))
ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \| (\d\d) \|$", re.M)
BOLD = re.compile(r"(?<!\*)\*\*([^*\n]+)\*\*(?!\*)")
# Words of every day, too: that they stand somewhere earlier says nothing.
EVERYDAY = {
    "band", "basis", "bet", "book", "bridge", "clock", "close", "colour", "crowd", "depth", "floor",
    "forward", "future", "gap", "happened", "hedged with", "income", "jump", "level", "long",
    "margin", "mark", "marked at", "normal", "order", "paid", "path", "point", "rent", "score",
    "short", "speed", "spread", "term", "tilt", "trend", "typical", "wall",
}  # fmt: skip
# In bold, and no terms of the course: two rules to remember, and another form of "happened".
NO_TERMS = {"equal paths", "buys weakness and sells strength", "happens", "one over the root of n"}


def glossary():
    """{term: lesson that explains it}."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return {term: lesson for term, _, lesson in ROW.findall(text)}


TERMS = glossary()


def there():
    """{lesson: its text}, for the lessons that exist."""
    found = {}
    for path in sorted((ROOT / "lessons").glob("[0-9][0-9]-*.md")):
        if not path.name.endswith(".exercises.md"):
            found[path.name[:2]] = path.read_text(encoding="utf-8")
    return found


def seen_of(lab):
    """The words of a lab as it opens."""
    words = [lab.title, *(control.label for control in lab.controls)]
    for chart in lab.charts:
        words += [chart.title, chart.options["ylabel"], chart.options["xlabel"]]
    words += [puzzle.question for puzzle in lab.puzzles]
    return " ".join([*words, lab.say(lab.compute(**lab.defaults))])


def shown(lesson, cell):
    """The words that a cell of code puts before the reader."""
    asked = re.search(r'^(recall|predict|quiz)\("([^"]+)"\)', cell, re.M)
    if asked:
        kind, id = asked.groups()
        own = [
            q for q in questions.lesson_questions(lesson)
            if q.id == id or (kind == "recall" and q.id[3] == "r")
            or (kind == "quiz" and q.id[3] == "q")
        ]  # fmt: skip
        return "\n".join(" ".join([q.stem, *(o.text for o in q.options)]) for q in own)
    opened = re.search(r"^lab\.(\w+)\(", cell, re.M)
    if opened:
        home = importlib.import_module(f"gammalab.course.lesson_{lesson}.labs")
        if isinstance(lab := getattr(home, opened[1], None), Lab):
            return seen_of(lab)
    return ""


def reading(lesson, text):
    """(what is read in the open, what is read in folds), in the order of reading."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    text = re.sub(r"```\{code-cell\}[^\n]*\n(.*?)```", lambda c: shown(lesson, c[1]), text,
                  flags=re.S)  # fmt: skip
    text = re.sub(r"\$\$.*?\$\$", "", text, flags=re.S)
    front, sep, folds = text.partition("\n## Fold 1")
    # Titles, what is to be learned, and what must be known say terms before they are explained.
    dropped = r"^(#.*|- \*\*.*|\*\d+ minutes.*|\*\*Now you:\*\*.*|\+\+\+.*)$"
    return (re.sub(dropped, "", part, flags=re.M) for part in (front, sep + folds))


HERE = [lesson for lesson in LESSONS if lesson in there()]


def read_all():
    """{lesson: what is read of it}. It opens every lab, which takes seconds: one test asks for it,
    so that no worker does it while it collects tests."""
    return {number: tuple(reading(number, text)) for number, text in there().items()}


def pattern(term):
    """The term in its forms: hedge, hedged, hedging; expiry, expiries; at-the-money."""
    stem, last = term[:-1], term[-1]
    forms = {"e": f"{stem}(e|es|ed|ing)", "y": f"{stem}(y|ies)"}.get(last, f"{term}(s|es|ed)?")
    return re.compile(rf"(?<![\w-]){forms.replace(' ', '[ -]')}(?![\w])", re.I)


def explained(term, text):
    """Where the paragraph begins in which a term stands in bold or italics; None: nowhere."""
    mark = re.search(rf"(?<![*\w])(\*{{1,2}}){re.escape(term)}s?\1(?![*\w])", text, re.I)
    return None if mark is None else text.rfind("\n\n", 0, mark.start()) + 1


def too_early(term, lesson, read):
    """Where a term is read before it is explained, in words; "" when it is well."""
    front, folds = read[lesson]
    place, in_fold = explained(term, front), explained(term, folds)
    if place is None and in_fold is None:
        return f"lesson {lesson} does not explain {term!r} in bold or italics"
    if term in EVERYDAY:
        return ""
    uses = pattern(term)
    for earlier in HERE[: HERE.index(lesson)]:
        if found := uses.search("".join(read[earlier])):
            return f"lesson {earlier} uses {found[0]!r}, which lesson {lesson} explains"
    if place is None:
        for one in HERE:
            used, again = uses.search(read[one][0]), explained(term, read[one][0])
            if again is not None and used.start() >= again:
                break  # explained once more, in the open: from here on it is known
            if used:
                return f"lesson {one} uses {term!r} in the open; a fold explains it"
        place = len(front) + in_fold
    first = uses.search(front + folds)
    if first.start() < place:
        around = (front + folds)[max(first.start() - 40, 0) : first.end() + 20]
        return f"lesson {lesson} uses {term!r} before it is explained: {around!r}"
    return ""


def not_known(read):
    """Words in bold that the glossary does not have: bold marks a new term, and other bold words
    end in a full stop, or are quoted."""
    known = {term.casefold() for term in TERMS} | NO_TERMS
    bold = {b.casefold() for part in read for b in BOLD.findall(part)}
    terms = {b for b in bold if b[-1] not in '.:?!"”' and b[0] not in '"“' and "=" not in b}
    return {t for t in terms if not {t, t.removesuffix("s")} & known}


def test_a_term_is_explained_before_it_is_used_and_in_bold_stand_no_others():
    read = read_all()
    early = (too_early(term, lesson, read) for term, lesson in TERMS.items() if lesson in HERE)
    assert [fault for fault in early if fault] == []
    unknown = {lesson: found for lesson in HERE if (found := not_known(read[lesson]))}
    assert not unknown, "add them to docs/glossary.md"


def test_a_bold_word_that_is_no_term_would_be_found():
    assert not_known(("A **straddle** and **puts**, **delta**.", "**Slide.** **wobble**")) == {
        "wobble"
    }


def test_the_glossary_is_sorted_and_says_each_term_once():
    rows = ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    assert len(rows) == len(TERMS) > 60
    assert [*TERMS] == sorted(TERMS, key=str.casefold)
    assert EVERYDAY <= set(TERMS)


def test_the_terms_that_the_course_leans_on_are_there():
    leaned = "call put strike expiry payoff premium volatility delta gamma theta vega straddle"
    assert all(TERMS[term] == "01" for term in [*leaned.split(), "root mean square", "d1", "d2"])


@pytest.mark.parametrize(
    "front, folds, fault",
    [
        ("The **straddle** is two.\n\nA straddle.", "", ""),
        ("A straddle moves.\n\nThe **straddle** is two.", "", "before it is explained"),
        ("Two straddles.\n\nThe *straddle* is two.", "", "before it is explained"),
        ("Nothing.", "The **straddle** is two.", ""),
        ("Nothing of a straddle.", "The **straddle** is two.", "in the open"),
        ("Nothing of a straddle.", "", "does not explain"),
    ],
)
def test_a_term_that_comes_too_early_would_be_found(front, folds, fault):
    read = dict.fromkeys(HERE, ("", "")) | {HERE[0]: (front, folds)}
    found = too_early("straddle", HERE[0], read)
    assert fault in found if fault else found == ""


def test_a_term_of_a_fold_may_be_explained_again_in_the_open():
    read = dict.fromkeys(HERE, ("", "")) | {HERE[0]: ("", "The *smile* is one.")}
    read[HERE[1]] = ("First.\n\nThe *smile* is one.\n\nA smile.", "")
    read[HERE[2]] = ("A smile.", "")
    assert too_early("smile", HERE[0], read) == ""
    read[HERE[1]] = ("A smile.\n\nThe *smile* is one.", "")
    assert "in the open" in too_early("smile", HERE[0], read)


def test_a_use_in_an_earlier_lesson_would_be_found():
    read = dict.fromkeys(HERE, ("", "")) | {HERE[1]: ("\n\nA **re-hedge** trades.", "")}
    assert too_early("re-hedge", HERE[1], read) == ""
    read[HERE[0]] = ("", "It re-hedged.")
    assert "uses 're-hedged'" in too_early("re-hedge", HERE[1], read)


def test_the_half_spread_has_one_spelling():
    """As the glossary has it, in what readers see."""
    files = [*(ROOT / "lessons").glob("*.*"), *(ROOT / "gammalab" / "course").glob("lesson_*/*.py")]
    texts = {file: file.read_text(encoding="utf-8").lower() for file in files}
    assert len(texts) > 60
    assert not [file.name for file, text in texts.items() if "half-spread" in text]
