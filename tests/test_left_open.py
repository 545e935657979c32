"""The suite's own rules: what a test leaves open fails that test alone; any order will do."""

import os
import re
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from unittest.mock import Mock

import pytest
from effort import thorough

pytestmark = thorough  # a suite within the suite; needed when conftest.py changes
ROOT = next(up for up in Path(__file__).parents if (up / "pyproject.toml").exists())

# What is left open sits in a cycle, so that only the garbage collector finds it.
HEAD = """\
import asyncio, gc, multiprocessing, os, socket, subprocess, sys, tempfile, threading, warnings
from concurrent.futures import ProcessPoolExecutor
import pytest
import zmq

KEPT = []

def cycle(*parts):
    parts = [*parts]
    parts.append(parts)
"""
INNOCENT = """
@pytest.mark.filterwarnings("error")
def test_innocent_{}:
    gc.collect()
"""
SESSION = """
@pytest.fixture(scope="session")
def opened():
    gc.disable()  # else it may be collected before the first test
    cycle(socket.socket())
    yield gc.enable()
"""
LEAVES = {
    "a_socket_kept": "KEPT.append(socket.socket())",
    "sockets": "cycle(*socket.socketpair())",
    "a_pipe": "cycle(subprocess.Popen([sys.executable, '-c', ''], stdin=subprocess.PIPE))",
    "a_loop": "cycle(asyncio.new_event_loop())",
    "a_loop_of_a_thread": """
    thread = threading.Thread(target=lambda: cycle(asyncio.new_event_loop()))
    thread.start()
    thread.join()""",
    "a_kernels_channel": "KEPT.append(zmq.Context()); KEPT.append(KEPT[-1].socket(zmq.DEALER))",
}
# No descriptor that counts, or none when the test ends.
COLLECTED = {
    "a_file": "cycle(open(__file__))",
    "a_folder": "cycle(tempfile.TemporaryDirectory())",
    "a_coroutine": "cycle(asyncio.sleep(0)); gc.collect()",
    "sockets_collected_at_once": "cycle(*socket.socketpair()); gc.collect()",
}
CLOSES = {
    "a_socket_closed": "socket.socket().close()",
    "a_loop_closed": "asyncio.run(asyncio.sleep(0))",
    "a_kernels_channel_closed": """
    with zmq.Context() as context, context.socket(zmq.DEALER):
        pass""",
    "a_file_kept_by_a_library": "KEPT.append(os.open(pytest.__file__, os.O_RDONLY))",
    "processes": """
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(abs, -1).result() == 1""",
    "what_a_thread_is_about_to_close": """
    opened = socket.socket()
    threading.Timer(0.2, opened.close).start()""",
}


def written(tests):
    return "".join(f"\ndef test_{name}():\n    {tests[name].strip()}\n" for name in tests)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A suite of six modules, by the course's own rules: ({test: words}, what was said)."""
    folder = tmp_path_factory.mktemp("suite")
    for name in ("conftest.py", "pyproject.toml"):
        text = (ROOT / name).read_text(encoding="utf-8")
        (folder / name).write_text(text.replace("PATIENCE = 5.0", "PATIENCE = 0.8"), "utf-8")
    modules = {
        "test_session.py": SESSION + INNOCENT.format("0(opened)"),
        "test_leaves.py": written(LEAVES) + INNOCENT.format("1()"),
        "test_innocent.py": INNOCENT.format("2()"),
        "test_collected.py": written(COLLECTED) + INNOCENT.format("3()"),
        "test_still_innocent.py": INNOCENT.format("4()"),
        "test_closes.py": written(CLOSES),
    }
    for name, text in modules.items():
        (folder / name).write_text(HEAD + text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n0", "-rA", *modules]
    environment = {name: os.environ[name] for name in os.environ if name != "GAMMALAB_TEST_ORDER"}
    done = subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True)
    found = {}
    for word, test in re.findall(r"^(PASSED|FAILED|ERROR) \S+::test_(\w+)", done.stdout, re.M):
        found.setdefault(test, []).append(word)
    return found, done.stdout


on_linux = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counted in /proc")


@on_linux
@pytest.mark.parametrize("name", LEAVES)
def test_what_is_left_open_fails_the_test_that_opened_it(name, ran):
    found, said = ran
    assert found[name] == ["PASSED", "ERROR"], said
    assert f"test_leaves.py::test_{name} left open:" in said


@on_linux
@pytest.mark.parametrize("name", [*CLOSES, "innocent_0", "innocent_1", "innocent_2", "innocent_4"])
def test_nobody_else_fails(name, ran):
    found, said = ran
    assert found[name] == ["PASSED"], said


def test_what_only_the_collector_finds_fails_the_module(ran):
    found, said = ran
    for name in COLLECTED:
        assert found[name] == ["PASSED"], said
    assert found["innocent_3"] == ["PASSED", "ERROR"], said  # it is the last: the module ends
    heard = said.partition("test_collected.py left to the garbage collector:\n")[2]
    heard = heard.partition("\n=")[0]  # where the next part of pytest's report begins
    for complaint in ("unclosed file", "cleaning up", "'sleep' was never", "unclosed <socket"):
        assert complaint in heard


def test_a_shuffle_can_be_repeated_and_keeps_together_what_belongs_together(request, monkeypatch):
    rules = request.config.pluginmanager.get_plugin(str(ROOT / "conftest.py"))
    kinds = {"a": pytest.Function, "b": pytest.DoctestItem, "c": pytest.Function, "d": pytest.Item}
    kinds["story"] = pytest.Function

    def order(seed):
        monkeypatch.setenv("GAMMALAB_TEST_ORDER", seed)
        items = [Mock(spec=kinds[path], path=path, n=n) for path in kinds for n in range(9)]
        for item in items:
            item.get_closest_marker = lambda name, item=item: name == item.path or None
        rules.pytest_collection_modifyitems(items)
        return [(item.path, item.n) for item in items]

    shuffled = order("1")
    assert shuffled == order("1") != order("2")
    assert sorted(shuffled) == order("")
    blocks = [path for path, _ in groupby(shuffled, key=lambda item: item[0])]
    assert sorted(blocks) == [*kinds] != blocks
    numbers = {path: [n for at, n in shuffled if at == path] for path in kinds}
    assert numbers["a"] != sorted(numbers["a"]) and numbers["b"] != sorted(numbers["b"])
    assert numbers["d"] == sorted(numbers["d"])  # a notebook's cells
    assert numbers["story"] == sorted(numbers["story"])
