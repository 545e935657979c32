"""Hostile answers in a real kernel: it lives on, says what was wrong, and the next one is right.

On Windows' terms: no fork, no signals that interrupt, no limits that the system sets. Those terms
are the harder ones, and Linux's own are in ``test_stop.py``; the thorough run takes both.
"""

import pytest
from effort import thorough
from kernels import LONG, Kernel

from gammalab.check import child, process, sandbox

# Python runs a file of this name when it starts. It takes from the process that checks what it
# would not find on Windows; the kernel itself, which needs some of that to end, loses it later.
WITHOUT = """
import os
if os.environ.get("GAMMALAB_TERMS") == "windows":
    import builtins, signal, sys
    for where, names in ((os, ["fork", "killpg"]), (signal, ["SIGALRM", "SIGKILL", "setitimer"])):
        for name in names:
            delattr(where, name)
    sys.modules["resource"] = None
    real = open
    def _open(file, *more, **options):
        if file == "/proc/self/statm":
            raise FileNotFoundError(file)
        return real(file, *more, **options)
    builtins.open = _open
"""
IN_THE_KERNEL = """
import os, signal
os.environ["GAMMALAB_TERMS"] = "windows"
del os.fork, os.killpg, signal.SIGALRM, signal.setitimer
process.FORKS = False
"""
SHORT = 1.0  # seconds: a thread that is stopped needs some of them on a busy machine
TERMS = ["without fork", pytest.param("as here", marks=thorough)]


@pytest.fixture(scope="module", params=TERMS)
def kernel(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    (folder / "sitecustomize.py").write_text(WITHOUT)
    kernel = Kernel(str(folder))
    if request.param == "without fork":
        assert kernel.run(IN_THE_KERNEL) == ("", "", "")
    yield kernel
    kernel.close()


def next_is_right(kernel):
    out, err, result = kernel.run('check("2.1", right)')
    assert result.startswith("2.1 right") and out == err == ""


def told(kernel, lines, seconds=LONG):
    """What the check says of an answer with these lines: (printed, the outcome)."""
    kernel.limit(seconds)
    text = "\n".join(f"    {line}" for line in lines.split("\n"))
    kernel.run(f"def student(delta, quantity):\n{text}\n    return -delta * quantity")
    out, err, result = kernel.run('check("2.1", student)')
    kernel.limit(LONG)
    assert err == "" and result.count("\n") == 0
    return out, result


TOO_LATE = "did not finish in 1 second"
TOO_MUCH = "An answer may take 500 MB"
THREAD = "`student` starts a thread that still runs when the function returns: wait for its end"
# What is written, what is said; those that cost the process are few in the quick run.
HOSTILE = {
    "loop": ("while True: pass", TOO_LATE),
    "exception": ("raise ValueError('mine')", "ValueError: mine, in line 2"),
    "exception without words": (
        "class Mine(Exception):\n    def __str__(self): raise ValueError('no')\nraise Mine",
        "error: Mine, in line 4: `raise Mine`",
    ),
    "a long message": ("raise ValueError('x' * 10**7)", "xxx…, in line 2"),
    "exit": ("sys.exit()", "wants to end Python"),
    "recursion": ("return student(delta, quantity)", "calls itself without end"),
    "recursion without limit": (
        "sys.setrecursionlimit(10**9)\nf = lambda n: f(n + 1)\nreturn f(0)",
        "calls itself without end",
    ),
    "a function": ("return student", "it is the function `student` itself"),
    "a generator": ("return (x for x in [1.0])", "it is a generator"),
    "a module": ("return np", "an object of type module"),
    "a list in itself": ("a = []\na.append(a)\nreturn a", "it is 1 value (a list, with lists"),
    "a number that exits": (
        "class B:\n    def __float__(self): sys.exit()\nreturn B()",
        "could not use what your function returns",
    ),
    "an array that raises": (
        "class B:\n    def __array__(self, *a, **k): raise RuntimeError('no')\n"
        "    def __repr__(self): raise RuntimeError('no')\nreturn B()",
        "could not use what your function returns",
    ),
    "too huge an array": ("return np.ones(10**11)", TOO_MUCH),
    "a list that grows": ("a = []\nwhile True: a.append([0] * 10000)", TOO_MUCH),
    "Python's own name": ("import builtins\nbuiltins.len = None", "gives `len` another meaning"),
    "numpy's name": ("np.abs = np.asarray = None", "gives `numpy.abs` another meaning"),
    "no stdout": ("sys.stdout.close()", "2.1 right"),
    "a thread": ("threading.Thread(target=ticks, daemon=True).start()", THREAD),
    "a thread of no demon": ("threading.Thread(target=ticks).start()", THREAD),
    "a stubborn thread": ("threading.Thread(target=stubborn, daemon=True).start()", THREAD),
    "a flood": ("while True: print('on')", TOO_LATE),
    "a flood of errors": ("while True: print('on', file=sys.stderr)", TOO_LATE),
    "a flood of outputs": (
        "from IPython.display import display\nwhile True: display('on')",
        TOO_LATE,
    ),
}
SLOW = {"a flood of errors", "a flood of outputs", "a thread of no demon", "a list that grows"}
HERE = {"process": "pass", "thread": "lock"}


@pytest.mark.parametrize("here", HERE)
@pytest.mark.parametrize("what", [pytest.param(w, marks=[thorough] * (w in SLOW)) for w in HOSTILE])
def test_the_kernel_lives_on_and_says_what_was_wrong(kernel, what, here):
    lines, said = HOSTILE[what]
    kernel.run("def ticks():\n    while True: print('on')")
    kernel.run(
        "def stubborn():\n    while True:\n        try:\n            while True: pass\n"
        "        except: pass"
    )
    out, result = told(kernel, f"{HERE[here]}\n{lines}", SHORT if said is TOO_LATE else LONG)
    if "in line" in said:  # one more above them
        said = said.replace("line 2", "line 3").replace("line 4", "line 5")
    assert said in result, result
    assert len(out) < 11_000
    next_is_right(kernel)
    assert kernel.run("1 + 1") == ("", "", "2")  # and nothing prints any more


@pytest.mark.parametrize(
    "lines, said",
    [
        ("import os\nos._exit(3)", "ended Python altogether"),
        pytest.param("sum(itertools.count())", TOO_LATE, marks=thorough),
        ("list(itertools.repeat(0))", TOO_MUCH),
        pytest.param(
            "threading.Thread(target=lambda: sum(itertools.count()), daemon=True).start()",
            TOO_LATE,
            marks=thorough,
        ),
    ],
)
def test_what_never_lets_go_costs_the_process_alone(kernel, lines, said):
    assert said in told(kernel, lines, SHORT if said is TOO_LATE else LONG)[1]
    next_is_right(kernel)


@thorough
def test_an_answer_that_waits_is_waited_for(kernel):
    """The process itself ended such an answer after 7 seconds, and it was called a crash."""
    kernel.run("import time\nslept = []")
    lines = "if not slept:\n    slept.append(1)\n    time.sleep(8)"  # by the clock it may take 12
    assert told(kernel, lines, 2.0)[1].startswith("2.1 right")


@pytest.mark.parametrize("seconds", [0.5, 1.0, 5.0, 60.0])
def test_the_process_ends_an_answer_after_its_kernel_would(monkeypatch, seconds):
    ends = []
    monkeypatch.setattr(
        child.faulthandler, "dump_traceback_later", lambda after, **more: ends.append(after)
    )
    monkeypatch.setattr(child.faulthandler, "cancel_dump_traceback_later", lambda: None)
    with child._ends_without_its_kernel(seconds):
        pass
    (after,) = ends
    assert after > sandbox.longest(seconds) + process.AFTER


def test_the_terms_are_what_they_say(kernel):
    lines = 'raise ValueError(f\'{hasattr(os, "fork")} {hasattr(os, "killpg")}\')'
    forks = kernel.run("process.FORKS")[2]
    assert f"ValueError: {forks} {forks}, in line 2" in told(kernel, lines)[1]


def test_an_answer_that_changes_the_notebooks_array_changes_a_copy(kernel):
    kernel.run("prices = np.ones(3)")
    kernel.run("def student(delta, quantity):\n    prices[0] = 5.0\n    return -delta * quantity")
    assert kernel.run('check("2.1", student)')[2].startswith("2.1 right")
    assert kernel.run("prices[0]")[2] in ("1.0", "np.float64(1.0)")


@pytest.mark.parametrize("shadow", ["sum = max = len = print = 3", "engine = process = math = 0"])
def test_names_that_the_notebook_uses_for_something_else(kernel, shadow):
    kernel.run(shadow)
    assert kernel.run('check("2.1", right)')[2].startswith("2.1 right")
    names = [name.strip() for name in shadow.split("=")[:-1]]
    kernel.run(f"del {', '.join(names)}\nfrom gammalab.check import engine, process")


def test_files_named_like_modules_do_not_hide_them(kernel, tmp_path):
    """In the student's folder, where Python looks first."""
    for name in ("queue", "pickle", "secrets", "colorsys"):
        (tmp_path / f"{name}.py").write_text("raise RuntimeError('mine')")
    before = kernel.run("os.getcwd()")[2]
    kernel.run(f"process.end(); os.chdir({str(tmp_path)!r})")
    try:
        next_is_right(kernel)
    finally:
        kernel.run(f"process.end(); os.chdir({before})")
