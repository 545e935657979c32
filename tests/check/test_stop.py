"""Answers that do not end, ask, fill memory or end Python: real kernels, real signals."""

import json
import math
import os
import pickle
import queue
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest
from effort import THOROUGH, thorough
from kernels import LONG, SHORT, Kernel

from gammalab.check import process


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    next_is_right(kernel)  # there is a process
    group = int(kernel.run("process._now._process.pid")[2])
    kernel.close()
    assert _ends(group), "the process, or its worker, lives on without its kernel"


def _ends(group, seconds=20):
    """Whether the processes of that group end, in so many seconds."""
    end = time.monotonic() + seconds
    while _lives(group) and time.monotonic() < end:
        time.sleep(0.05)
    return not _lives(group)


def _lives(group):
    """Whether a process of that group lives (Linux); one that nobody has buried does not."""
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = place.read_text().rpartition(")")[2].split()[:3]
        except OSError:  # gone meanwhile
            continue
        if int(its_group) == group and state not in "ZX":
            return True
    return False


def next_is_right(kernel):
    assert kernel.run('check("2.1", right)')[2].startswith("2.1 right")


# At various moments of the loop.
@pytest.mark.parametrize(
    "here, tries", [("pass", 2), ("lock", 9 if THOROUGH else 4)], ids=["process", "thread"]
)
def test_stop_ends_the_loop(kernel, here, tries):
    kernel.run(f"def student(delta, quantity):\n    {here}\n    while True: print('on')")
    took = []
    for i in range(tries):
        next_is_right(kernel)  # the process is there
        began, after = time.monotonic(), 0.3 + 0.037 * i
        assert kernel.run('check("2.1", student)', after)[2] == "KeyboardInterrupt"
        end = time.monotonic() + 20  # beside others it takes some; how many is looked at below
        while (runs := kernel.run("sandbox.runs_on()")[2]) == "True" and time.monotonic() < end:
            time.sleep(0.05)
        assert runs == "False"
        took.append(time.monotonic() - began - after)
        assert kernel.run("1")[0] == ""  # nothing prints any more
    assert statistics.median_low(took) < 2.0 and max(took) < LONG / 3  # a machine may be busy once
    next_is_right(kernel)


@pytest.mark.parametrize(
    "line, said",
    [
        ("sum(itertools.count())", "did not finish"),
        pytest.param("re.match('(a+)+b', 'a' * 60)", "did not finish", marks=thorough),
        ("while True: pass", "did not finish"),
        ("import time; time.sleep(60)", "did not finish in 3 seconds by the clock"),
        ("list(itertools.repeat(0))", "An answer may take 500 MB"),
        ("a = [0]\n    while True: a.append([0] * 10000)", "An answer may take 500 MB"),
        ("os._exit(3)", "ended Python altogether"),
        ("os.kill(os.getpid(), 11)", "ended Python altogether"),
        ("input('How many?')", "asks with `input()`, in line 2: `input('How many?')`"),
        ("sys.exit()", "wants to end Python"),
        ("quit()", "wants to end Python"),
        ("raise SystemExit", "wants to end Python"),
        ("raise KeyboardInterrupt", "itself raises KeyboardInterrupt"),
        ("return student(delta, quantity)", "calls itself without end"),
    ],
)
def test_said_in_words_and_the_next_is_right(kernel, line, said):
    kernel.run(f"def student(delta, quantity):\n    {line}\n    return 1.0")
    kernel.limit(SHORT if said.startswith("did not finish") else LONG)
    out, err, result = kernel.run('check("2.1", student)')
    kernel.limit(LONG)
    assert result.startswith("2.1 error") and said in result
    assert result.count("\n") == 0 and err == ""
    next_is_right(kernel)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each kill costs a start")
def test_after_a_kill_the_next_is_there_at_once(kernel):
    kernel.run("def student(delta, quantity):\n    print('x' * 5000)\n    os._exit(3)")
    next_is_right(kernel)
    before = kernel.run("process._now._process.pid")[2]
    for _ in range(3):  # whatever it had half written
        assert "ended Python altogether" in kernel.run('check("2.1", student)')[2]
        next_is_right(kernel)
    assert kernel.run("process._now._process.pid")[2] == before


@pytest.mark.parametrize("cut", [0, 5, 15, 16, 20, 24, 30, 1000])
def test_a_message_that_was_cut_short_does_not_hide_the_next(cut):
    def message(what):
        text = pickle.dumps(what)
        return mark + process.HEAD.pack(len(text)) + text

    mark = bytes(range(16))
    reader = process._Process.__new__(process._Process)
    reader._mark, reader._came = mark, queue.SimpleQueue()
    whole = [("printed", "a"), ("printed", "b" * 2000)]
    stream = message(whole[0]) + message(whole[1])[:cut] + message(whole[0]) + message(whole[1])
    left = b""
    for k in range(0, len(stream), 7):
        left = reader._pass_on(left + stream[k : k + 7])
    assert [reader._came.get_nowait() for _ in range(3)] == [whole[0], *whole]
    assert left == b"" and reader._came.empty()


def test_the_kernel_stops_what_works_too_long_and_waits_for_what_waits(monkeypatch):
    mine, began = process._Process.__new__(process._Process), time.monotonic()
    mine._came, mine._worker, mine._begun = queue.SimpleQueue(), os.getpid(), False
    work = process._worked(mine._worker)
    while process._worked(mine._worker) < work + 0.1:
        assert time.monotonic() < began + 60
    for early, done, waited in [(0, work, False), (0, math.inf, True), (math.inf, work, True)]:
        with pytest.raises(process._Silent) as silent:
            mine._next(time.monotonic() + 0.2, early, done)
        assert (silent.value.waited, silent.value.died) == (waited, False)


STOPPED_OFTEN = """
import signal, sys, threading, time
from types import SimpleNamespace
from gammalab.check import process

process.subprocess.Popen = lambda *a, **k: SimpleNamespace(stdout=open("/dev/null", "rb"))
mine, stopped, end = process._Process(), 0, time.monotonic() + 2
mine._reader.join()
mine._came.get()  # it has ended

def feed():
    while True:
        mine._came.put(("printed", ""))
        time.sleep(1e-5)

threading.Thread(target=feed, daemon=True).start()
signal.signal(signal.SIGALRM, signal.default_int_handler)
while time.monotonic() < end or stopped < 2000:
    try:
        signal.setitimer(signal.ITIMER_REAL, 2e-5 + 1e-6 * (stopped % 60))
        while True:
            mine._next(time.monotonic() + 30)
    except KeyboardInterrupt:
        stopped += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
print("still hears", mine._next(time.monotonic() + 30)[0])
"""


WAITED_OFTEN = """
import signal, threading, time
from gammalab.check import sandbox

over, stopped, end = sandbox._Over(), 0, time.monotonic() + 2
signal.signal(signal.SIGALRM, signal.default_int_handler)
while time.monotonic() < end or stopped < 2000:
    try:
        signal.setitimer(signal.ITIMER_REAL, 2e-5 + 1e-6 * (stopped % 60))
        while True:
            over.wait(1e-6)
    except KeyboardInterrupt:
        stopped += 1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
threading.Thread(target=over.set, daemon=True).start()
while not over.is_set():
    over.wait(0.01)
print("over")
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no timer that interrupts")
@pytest.mark.parametrize(
    ("waits", "says"), [(STOPPED_OFTEN, "still hears printed\n"), (WAITED_OFTEN, "over\n")]
)
def test_the_stop_button_may_come_at_any_moment_of_waiting(waits, says):
    """Within Queue.get, or Event.wait, it left a lock taken for ever; the kernel waited with it."""
    ran = subprocess.run([sys.executable, "-c", waits], capture_output=True, text=True, timeout=120)
    assert ran.stdout == says, ran.stderr


@pytest.mark.parametrize(
    "line, said",
    [
        ("import time; time.sleep(6)", "restart the kernel"),  # 3 seconds by the clock
        ("a = [0]\n    while True: a.append([0] * 10000)", "An answer may take 500 MB"),
        ("input('How many?')", "asks with `input()`"),
    ],
)
def test_what_cannot_be_sent_is_checked_in_a_thread(kernel, line, said):
    kernel.run(f"def student(delta, quantity):\n    lock\n    {line}\n    return 1.0")
    kernel.limit(SHORT if said == "restart the kernel" else LONG)
    assert said in kernel.run('check("2.1", student)')[2]
    kernel.limit(LONG)
    next_is_right(kernel)


def test_a_process_with_an_answer_that_cannot_be_stopped_is_left(kernel):
    """The thread inside it says that it is late, and the process goes: what it does, goes too."""
    kernel.run("def student(delta, quantity):\n    import time; time.sleep(20)\n    return 1.0")
    kernel.limit(SHORT)
    kernel.run("process.AFTER = 10.0")
    said = kernel.run('check("2.1", student)')[2]
    kernel.run("process.AFTER = 0.5")
    kernel.limit(LONG)
    assert "did not finish in 3 seconds by the clock" in said
    assert "does it sleep, or wait" in said and "It was called as `student(delta=" in said
    assert "restart the kernel" not in said
    next_is_right(kernel)


@pytest.mark.parametrize(
    "cell",
    [
        "k = -1\ndef helper(d): return k * d\ndef student(delta, n): return helper(delta) * n",
        "def outer(k):\n    return lambda delta, n: k * delta * n\nstudent = outer(-1)",
        "@functools.lru_cache\ndef student(delta, quantity): return -delta * quantity",
        "big = np.full(1000, -1.0)\ndef student(delta, quantity): return big[5] * delta * quantity",
        "calls = []\ndef student(delta, n):\n    calls.append(1)\n    return -delta * n",
        "@dataclasses.dataclass\nclass H:\n    k: int\ndef student(d, n): return H(-1).k * d * n",
        "def student(delta, quantity):\n    lock\n    return -delta * quantity",
    ],
    ids=["helper", "closure", "cache", "array", "remembers", "class", "lock"],
)
def test_an_answer_may_use_the_notebook(kernel, cell):
    kernel.run(cell)
    assert kernel.run('check("2.1", student)')[2].startswith("2.1 right")


@pytest.mark.parametrize("here", ["", "lock; "], ids=["process", "thread"])
def test_noise_costs_no_points(kernel, here):
    kernel.run(
        f"logging.basicConfig()\ndef student(delta, quantity):\n    {here}"
        "logging.warning('w'); print('e', file=sys.stderr); print('p')\n"
        "    import tqdm\n    for _ in tqdm.tqdm(range(2)): pass\n    return -delta * quantity"
    )
    out, err, result = kernel.run('check("2.1", student)')
    assert result.startswith("2.1 right") and err == ""
    assert out.count("e\np\n") == out.count("2/2") == 1  # the first call alone


def test_under_nbgrader_the_outcome_is_no_result_of_the_cell(kernel):
    """nbgrader reads a grade from a result: the outcome is printed instead."""
    kernel.run("os.environ['NBGRADER_EXECUTION'] = 'autograde'")
    out, err, result = kernel.run('check("2.1", right)')
    kernel.run("del os.environ['NBGRADER_EXECUTION']")
    assert out.startswith("2.1 right") and err == result == ""


# ---- what only a kernel shows --------------------------------------------------------------

TIMES = "def student(delta, quantity):\n    {here}return delta * quantity"


@pytest.mark.parametrize("here", ["", "lock; "], ids=["process", "thread"])
def test_the_inputs_that_failed_are_given_back(kernel, here):
    kernel.run(TIMES.format(here=here))
    assert kernel.run('check("2.1", student)')[2].startswith("2.1 wrong")
    given = kernel.run('from gammalab.check import case; case("2.1")')[2]
    assert given.startswith("Case(delta=-0.95, quantity=")
    assert kernel.run('student(*case("2.1")) == -student(-case("2.1")[0], case("2.1")[1])')[2] == (
        "True"
    )


@pytest.mark.parametrize("here", ["", "lock; "], ids=["process", "thread"])
def test_the_first_call_alone_is_seen_with_its_plot(kernel, here):
    kernel.run(
        f"from IPython.display import display\ndef student(delta, quantity):\n    {here}"
        "import matplotlib.pyplot as plt; plt.plot([0, delta]); plt.title('mine')\n"
        "    display('shown'); print('said')\n    return -delta * quantity"
    )
    shown = []
    out, err, result = kernel.run('check("2.1", student)', shown=shown)
    assert result.startswith("2.1 right") and err == ""
    told = out + "".join(data["text/plain"] for data in shown)
    assert told.count("said") == told.count("shown") == 1
    assert sum("image/png" in data for data in shown) == 1
    assert kernel.run("import matplotlib.pyplot as plt; plt.get_fignums()")[2] == "[]"


def test_debug_leaves_the_students_frame_to_the_debugger(kernel):
    kernel.run("def student(delta, quantity):\n    mine = quantity\n    return delta / (mine * 0)")
    assert kernel.run('check("2.1", student, debug=True)')[2] == "ZeroDivisionError"
    frame = "frame = sys.last_traceback\nwhile frame.tb_next: frame = frame.tb_next\n"
    assert kernel.run(f"{frame}frame.tb_frame.f_code.co_name, frame.tb_frame.f_locals['mine']")[
        2
    ].startswith("('student', ")


def test_a_cell_that_did_not_run_through_is_named(kernel):
    kernel.run(TIMES.format(here=""))
    assert "another `student`" not in kernel.run('check("2.1", student)')[2]
    assert kernel.run("def student(delta, quantity):\n    return (delta")[2] == "SyntaxError"
    number = kernel.run("len(In) - 2")[2]
    said = kernel.run('check("2.1", student)')[2]
    assert f"The cell run as [{number}] holds another `student`, but it did not run" in said


@pytest.mark.parametrize(
    "cell, said",
    [
        (
            'check("2.1", written_later)',
            "`written_later` is not known yet: first run the cell that",
        ),
        ('hint("2.1")', "`hint` is not known yet: first run the cell at the top of the notebook"),
        ("lab.one_path()", "`lab` is not known yet: first run the cell at the top of the notebook"),
        ("my_own", ""),
    ],
)
def test_a_cell_that_is_run_too_early(kernel, cell, said):
    out, err, result = kernel.run(cell)
    assert result == "NameError" and out.startswith(said) and bool(out) == bool(said)


def test_a_function_under_another_name_is_not_called_stale(kernel):
    kernel.run(TIMES.format(here=""))
    kernel.run("kept = student\ndef student(delta, quantity): return 1.0")
    assert "another `student`" not in kernel.run('check("2.1", kept)')[2]
    kernel.run("text = 'def student(delta, quantity): return 2.0'")
    said = kernel.run('check("2.1", student)')[2]
    assert said.startswith("2.1 wrong") and "another `student`" not in said


def test_a_cell_that_was_changed_and_not_run_again(kernel, tmp_path):
    """As far as the notebook is saved; one that was saved before the cell was run says nothing."""
    place, text = tmp_path / "mine.ipynb", TIMES.format(here="")

    def save(source, age):
        cell = {"cell_type": "code", "source": source.splitlines(True)}
        place.write_text(json.dumps({"cells": [cell]}))
        os.utime(place, (time.time() - age, time.time() - age))

    kernel.run(f"os.environ['JPY_SESSION_NAME'] = {str(place)!r}")
    try:
        kernel.run(text)
        changed = text.replace("delta *", "-delta *")
        for source, age, named in [
            (changed, -5, True),
            (changed, 100, False),
            (text + "  # a comment", -5, False),
            ("student = 1", -5, False),
        ]:
            save(source, age)
            said = kernel.run('check("2.1", student)')[2]
            assert said.startswith("2.1 wrong") and ("saved notebook" in said) == named, source
        place.write_text("no notebook")
        assert "saved notebook" not in kernel.run('check("2.1", student)')[2]
    finally:
        kernel.run("del os.environ['JPY_SESSION_NAME']")


def test_two_notebooks_at_once_do_not_disturb_each_other(kernel):
    """One is stuck in a check, then loses its answer to `os._exit`, then dies with a check under
    way: the other checks on, in a process of its own."""
    other = Kernel()
    try:
        other.run("def stuck(delta, quantity):\n    return sum(itertools.count())")
        other.run("def gone(delta, quantity):\n    os._exit(3)")
        next_is_right(other)
        next_is_right(kernel)
        own = "process._now._process.pid"
        mine, its = int(kernel.run(own)[2]), int(other.run(own)[2])
        assert mine != its
        other.limit(SHORT)
        for answer, said in (("stuck", "did not finish"), ("gone", "ended Python altogether")):
            other.client.execute(f'said = repr(check("2.1", {answer}))')
            next_is_right(kernel)
            assert said in other.run("said")[2]
            next_is_right(kernel)
        other.limit(2.0)
        other.client.execute('check("2.1", stuck)')
        time.sleep(1.0)
    finally:
        other.close()  # with a check under way
    next_is_right(kernel)
    assert int(kernel.run(own)[2]) == mine
    assert _ends(its)
