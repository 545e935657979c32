"""What questions, progress and the running of answers say: whole sentences, to be translated here.

A sentence has named places for what changes, and is never put together from pieces: another
language orders and bends its words in its own way. Where a number changes the words, each form
stands here in full. What names a slip in an answer stands in `diagnose.py`, `patterns.py` and
`kinds.py`, where it is found: a clause, and behind a colon what it may come from. What a student
returned ("text ('3')") is filled in. ``tests/check/test_words.py`` finds a sentence in pieces.
"""

import sys

# By (how sure, whether it is one answer, whether one is right).
CALIBRATION = {
    ("sure", True, True): "Of 1 answer you were sure of, 1 was right.",
    ("sure", True, False): "Of 1 answer you were sure of, 0 were right.",
    ("sure", False, True): "Of {answers} answers you were sure of, 1 was right.",
    ("sure", False, False): "Of {answers} answers you were sure of, {right} were right.",
    ("fairly", True, True): "Of 1 answer you were fairly sure of, 1 was right.",
    ("fairly", True, False): "Of 1 answer you were fairly sure of, 0 were right.",
    ("fairly", False, True): "Of {answers} answers you were fairly sure of, 1 was right.",
    ("fairly", False, False): "Of {answers} answers you were fairly sure of, {right} were right.",
    ("guess", True, True): "Of 1 answer you guessed, 1 was right.",
    ("guess", True, False): "Of 1 answer you guessed, 0 were right.",
    ("guess", False, True): "Of {answers} answers you guessed, 1 was right.",
    ("guess", False, False): "Of {answers} answers you guessed, {right} were right.",
}

ANSWER = "{right}. {why}"
ANSWER_TRY = "{right}. {why} Try: `{trial}`"
RIGHT = "Right: {answer}"
NOT_SO = "Not so. {why} The answer: {answer}"

# ---- the file of records ------------------------------------------------------------------------

UNREAD_ONE = "1 line of {file} could not be read; whole records: {whole}."
UNREAD = "{lines} lines of {file} could not be read; whole records: {whole}."
MOVED_ONE = "1 line of {file} could not be read, so moved to {beside}; whole records: {whole}."
MOVED = "{lines} lines of {file} could not be read, so moved to {beside}; whole records: {whole}."
OUTSIDE = (
    "Kept only until this notebook's kernel stops: it is outside of your course folder "
    "(`make lab` makes one)."
)
IN_A_BROWSER = (  # JupyterLite whose kernel cannot see the files of the page
    "Kept only until this notebook's kernel stops: it does not reach the browser's storage. Open "
    "the page in a window that is not private, and let it store data."
)
CLASS_UNREAD_ONE = "{file}: 1 line of {all} could not be read"
CLASS_UNREAD = "{file}: {bad} lines of {all} could not be read"
CLASS_ONE = "1 student. Right: at the best attempt; minutes: median; discrimination: of so many."
CLASS = (
    "{students} students. Right: at the best attempt; minutes: median; discrimination: of so many."
)

# ---- progress() ---------------------------------------------------------------------------------

KEPT = "What was on record is now in {file}."
FORGOTTEN = "All forgotten."
HOW_TO_BEGIN_AGAIN = 'To begin again from nothing: progress(reset="{all}"). Nothing was done.'
NOTHING_YET = "Nothing checked so far."
POINTS = "{earned} of {all} points"
POINTS_HERE = (
    "Lesson {lesson}: {here} of {all_here} points. The whole course: {earned} of {all} points"
)
QUESTIONS = "Questions: {right} of {asked} right; the course has {known}"
PUZZLES = "Puzzles of the labs: {solved} solved"
REPEAT = "To repeat: {items}"
ITEM = "{id} ({words})"
MINUTES = "Minutes at work: {lessons}"
MINUTES_OF = "lesson {lesson} {minutes:.0f}"

# ---- hints --------------------------------------------------------------------------------------

NO_HINT = '`solution("{problem}")` shows one way to do it.'
NO_MORE_HINTS = 'there were {hints}; `solution("{problem}")` shows one way to do it.'
LEVEL = "level must be from 1 to {hints}, got {level!r}"
NO_LEVEL = "level must be left out: this problem has no hints, got {level!r}"

# ---- an answer that does not run ----------------------------------------------------------------

TOO_LATE_ONE = "did not finish in 1 second of work: is there a loop that never ends?"
TOO_LATE = "did not finish in {seconds:g} seconds of work: is there a loop that never ends?"
WAITED = (
    "did not finish in {seconds:g} seconds by the clock: does it sleep, or wait for something? If "
    "not, the machine is busy: try again."
)
WAITED_IN_A_BROWSER = (
    "did not finish in {seconds:g} seconds by the clock: is there a loop that never ends?"
)
THREAD = (
    "`{function}` starts a thread that still runs when the function returns: "
    "wait for its end with `join()`, or do without it."
)
SHARED = (
    "`{function}` gives `{name}` another meaning, and whatever else uses it would break: "
    "give what is yours a name of its own."
)
# By (whether it is one, whether a call is to be shown).
ARGUMENTS = {
    (True, True): ("the function is called with 1 argument, as in `{asked}`; yours is `{yours}`."),
    (True, False): "the function is called with 1 argument; yours is `{yours}`.",
    (False, True): (
        "the function is called with {count} arguments, as in `{asked}`; yours is `{yours}`."
    ),
    (False, False): "the function is called with {count} arguments; yours is `{yours}`.",
}
RETURNS_FOR = "it returns {what} for `{call}`: does every branch end in a return?"
RETURNS_NOTHING_FOR = "it returns nothing for `{call}`: does every branch end in a return?"
RETURNS = "`{function}` returns {what} so far. If it is written: is its return missing?"
RETURNS_NOTHING = "`{function}` returns nothing so far. If it is written: is its return missing?"
CALLED = "It was called as `{call}`."
THEN = "Then, for `{call}`, {fault}"
# Where an exception comes from: {where} in what is said of it, or nothing.
IN_LINE = ", in line {line}"
IN_LINE_THAT = ", in line {line}: `{text}`"
ENDLESS = "the function calls itself without end{where}."
WANTS_TO_END = "the function wants to end Python (SystemExit){where}."
INTERRUPTS = "the function itself raises KeyboardInterrupt{where}."
ASKS = "the function asks with `input()`{where}. Use the values that it is given instead."
TOO_MUCH = "the function wants too much memory (MemoryError){where}. {how_much}"
NOT_KNOWN = "`{name}` is not known{where}: {remedy}."
RAISES = "{kind}{where}."
RAISES_SAYING = "{kind}: {text}{where}."
BROKE = (
    "the check could not use what your function returns ({fault}). "
    "Does it return what is asked for?"
)
BROKE_FOR = (
    "the check could not use what your function returns for `{call}` ({fault}). "
    "Does it return what is asked for?"
)

# ---- what was returned --------------------------------------------------------------------------

VALUE = "1 value"
VALUES = "{count} values"
# What is in a list or an array, behind its size.
OF_KIND = {"list": "{size} (a {kind})", "array": "{size} (of type {kind})"}
OF_KIND_WITH = {
    "list": "{size} (a {kind}, with {odd} in it)",
    "array": "{size} (of type {kind}, with {odd} in it)",
}
LISTS = "lists"
# By (whether one number is asked).
ODD = {
    True: "look at the {quantity}: it is {what}, where one number is asked.",
    False: "look at the {quantity}: it is {what}, where numbers are asked.",
}
ODD_SO = {
    True: "look at the {quantity}: it is {what}, where one number is asked: {advice}",
    False: "look at the {quantity}: it is {what}, where numbers are asked: {advice}",
}
THINGS = "it should return {count} things, in this order: {names}. Yours returns {what}."
THINGS_SO = (
    "it should return {count} things, in this order: {names}. Yours returns {what}: {advice}"
)
THINGS_TABLE = (
    "it should return {count} things, in this order: {names}. Yours returns {what}: a whole table, "
    "where one row is asked."
)
GAP_OPEN = "a gap is still open: `{line}`."
GAP_OPEN_ABOUT = "gap {number} ({what}) is still open: `{line}`."

# ---- an example of what is wrong ----------------------------------------------------------------

GIVES = "Yours gives {value}."
GIVES_FOR = "Yours gives {value} for `{call}`."
SEE = "See `{call}`."
FIRST_WRONG = (
    "The first {each} that is not right is number {place}, counted from 0; yours is {value}."
)
FIRST_WRONG_FOR = (
    "The first {each} that is not right is number {place}, counted from 0; "
    "yours is {value} for `{call}`."
)


def calibration(sure: str, answers: int, right: int) -> str:
    """How many of the answers of one degree of sureness were right.

    >>> calibration("sure", 3, 1)
    'Of 3 answers you were sure of, 1 was right.'
    """
    return CALIBRATION[sure, answers == 1, right == 1].format(answers=answers, right=right)


def unread(lines: int, file: str, whole: int) -> str:
    """How many lines of a file could not be read.

    >>> unread(1, "progress.jsonl", 3)
    '1 line of progress.jsonl could not be read; whole records: 3.'
    """
    said = UNREAD_ONE if lines == 1 else UNREAD
    return said.format(lines=lines, file=file, whole=whole)


def set_aside(lines: int, file: str, whole: int, beside: str) -> str:
    """How many lines of a file could not be read, and where they are now.

    >>> set_aside(2, "progress.jsonl", 3, "damaged.txt")
    '2 lines of progress.jsonl could not be read, so moved to damaged.txt; whole records: 3.'
    """
    said = MOVED_ONE if lines == 1 else MOVED
    return said.format(lines=lines, file=file, whole=whole, beside=beside)


def too_late(seconds: float, by_the_clock: float | None = None) -> str:
    """What is said of an answer that works longer than it may; or, where that was what stopped it,
    of one that took so many seconds `by_the_clock`.

    >>> too_late(0.5)
    'did not finish in 0.5 seconds of work: is there a loop that never ends?'
    """
    if by_the_clock is not None:
        here = WAITED_IN_A_BROWSER if sys.platform == "emscripten" else WAITED
        return here.format(seconds=by_the_clock)
    return TOO_LATE_ONE if seconds == 1 else TOO_LATE.format(seconds=seconds)


# ---- a student's work as one file ---------------------------------------------------------------

DOWNLOADED_ONE = "Downloaded as {file}: 1 file ({names})."
DOWNLOADED = "Downloaded as {file}: {count} files ({names})."
