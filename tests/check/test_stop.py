"""Answers that do not end, ask, fill memory or end Python: real kernels, real signals."""

import os
import signal
import statistics
import threading
import time
from pathlib import Path

import pytest
from effort import thorough
from jupyter_client.manager import start_new_kernel

ROOT = str(Path(__file__).resolve().parents[2])
RIGHT = "def right(delta, quantity):\n    return -delta * quantity"
IN_A_THREAD = "import threading; lock = threading.Lock()"  # what cannot be sent

SETUP = f"""
import dataclasses, functools, itertools, logging, os, re, sys
import numpy as np
from gammalab.check import check, engine, process
import pandas
{IN_A_THREAD}
{RIGHT}
"""


class Kernel:
    def __init__(self):
        env = {**os.environ, "PYTHONPATH": ROOT}
        self.manager, self.client = start_new_kernel(kernel_name="python3", env=env)
        self.run(SETUP)
        self.limit(2.0)

    def limit(self, seconds):
        """How long an answer may take from now on."""
        problem = f"dataclasses.replace(engine.find('2.1'), seconds={seconds})"
        self.run(f"engine._problems['2.1'] = {problem}")

    def run(self, code, interrupt_after=None):
        """(what the cell printed to stdout, to stderr, its result or error)"""
        streams = {"stdout": "", "stderr": ""}
        result = []

        def hook(message):
            content = message["content"]
            if message["msg_type"] == "stream":
                streams[content["name"]] += content["text"]
            elif message["msg_type"] == "execute_result":
                result.append(content["data"]["text/plain"])
            elif message["msg_type"] == "error":
                result.append(content["ename"])

        if interrupt_after is not None:
            # As interrupt_kernel does, which in a thread would leave an event loop open.
            group = os.getpgid(self.manager.provisioner.pid)
            threading.Timer(interrupt_after, os.killpg, [group, signal.SIGINT]).start()
        self.client.execute_interactive(code, timeout=40, output_hook=hook)
        return streams["stdout"], streams["stderr"], "".join(result)

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.close()


def next_is_right(kernel):
    assert kernel.run('check("2.1", right)')[2].startswith("2.1 right")


# 12 in all; each one of a process ends the process, and another has to start.
@pytest.mark.parametrize("here, tries", [("pass", 3), ("lock", 9)], ids=["process", "thread"])
def test_stop_ends_the_loop(kernel, here, tries):
    kernel.limit(30.0)
    kernel.run(f"def student(delta, quantity):\n    {here}\n    while True: print('on')")
    took = []
    for i in range(tries):
        next_is_right(kernel)  # the process is there
        began, after = time.monotonic(), 0.3 + 0.037 * i
        assert kernel.run('check("2.1", student)', after)[2] == "KeyboardInterrupt"
        took.append(time.monotonic() - began - after)
        left = "[t for t in threading.enumerate() if t.name == 'gammalab-check']"
        time.sleep(0.1)
        assert kernel.run(left)[2] == "[]"
        assert kernel.run("1")[0] == ""  # nothing prints any more
    assert statistics.median(took) < 2.0
    next_is_right(kernel)
    kernel.limit(2.0)


@pytest.mark.parametrize(
    "line, said",
    [
        ("sum(itertools.count())", "did not finish"),
        pytest.param("re.match('(a+)+b', 'a' * 60)", "did not finish", marks=thorough),
        ("while True: pass", "did not finish"),
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
    kernel.limit(30.0 if "MB" in said else 2.0)  # a busy machine fills its memory slowly
    kernel.run(f"def student(delta, quantity):\n    {line}\n    return 1.0")
    out, err, result = kernel.run('check("2.1", student)')
    assert result.startswith("2.1 error") and said in result
    assert result.count("\n") == 0 and err == ""
    next_is_right(kernel)
    kernel.limit(2.0)


@pytest.mark.parametrize(
    "line, said",
    [
        ("import time; time.sleep(3.5)", "restart the kernel"),
        ("a = [0]\n    while True: a.append([0] * 10000)", "An answer may take 500 MB"),
        ("input('How many?')", "asks with `input()`"),
    ],
)
def test_what_cannot_be_sent_is_checked_in_a_thread(kernel, line, said):
    kernel.limit(30.0 if "MB" in said else 2.0)  # a busy machine fills its memory slowly
    kernel.run(f"def student(delta, quantity):\n    lock\n    {line}\n    return 1.0")
    assert said in kernel.run('check("2.1", student)')[2]
    next_is_right(kernel)
    kernel.limit(2.0)


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
    assert "e\np\n" in out and "2/2" in out


def test_under_nbgrader_the_outcome_is_no_result_of_the_cell(kernel):
    """nbgrader reads a grade from a result: the outcome is printed instead."""
    kernel.run("os.environ['NBGRADER_EXECUTION'] = 'autograde'")
    out, err, result = kernel.run('check("2.1", right)')
    kernel.run("del os.environ['NBGRADER_EXECUTION']")
    assert out.startswith("2.1 right") and err == result == ""
