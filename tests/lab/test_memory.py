"""A lab that is closed, or whose cell runs again, gives its memory back: in a real kernel."""

import gc
import sys
import weakref
from queue import Empty

import ipywidgets
import pytest
from demo_lab import demo
from effort import THOROUGH
from jupyter_client.manager import KernelManager

from gammalab.lab import opened

MEMORY = """
import gc; gc.collect()
import ipywidgets.widgets.widget as w, gammalab.lab.live as l
from pathlib import Path
print(int(Path('/proc/self/statm').read_text().split()[1]) * 4096 / 1e6, len(w._instances),
      sum(isinstance(o, l.Live) for o in gc.get_objects()),
      sum(type(o).__name__ == 'Canvas' and type(o).__module__ == 'gammalab.lab.canvas'
          for o in gc.get_objects()), sep=',')
"""


def test_close_leaves_nothing_behind():
    gc.collect()
    before = set(ipywidgets.widgets.widget._instances)
    live = demo()
    live.set(vol=0.3)
    assert len(set(ipywidgets.widgets.widget._instances) - before) > 10
    said = live.summary_text
    figure, canvas = weakref.ref(live.figure), weakref.ref(live._canvas)
    live.close()
    gc.collect()
    assert set(ipywidgets.widgets.widget._instances) == before
    assert figure() is None and canvas() is None
    assert (live.summary_text, live.png) == (said, b"")
    live.close()  # a second time does no harm
    with pytest.raises(RuntimeError, match="is closed; open it again"):
        live.set(vol=0.4)
    gone = weakref.ref(live)
    del live
    gc.collect()
    assert gone() is None


@pytest.fixture(scope="module")
def kernel():
    """Runs code as the cell of an id; gives what was printed."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(extra_arguments=["--HistoryManager.enabled=False"])
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)

        def run(cell, code):
            content = {"code": code, "silent": False, "store_history": True,
                       "user_expressions": {}, "allow_stdin": False}  # fmt: skip
            message = client.session.msg("execute_request", content, metadata={"cellId": cell})
            client.shell_channel.send(message)
            said = ""
            while True:
                try:
                    reply = client.get_iopub_msg(timeout=60)
                except Empty:
                    pytest.fail(f"{cell} did not end")
                if reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                    continue
                if reply["msg_type"] == "error":
                    pytest.fail("\n".join(reply["content"]["traceback"]))
                if reply["msg_type"] == "stream":
                    said += reply["content"]["text"]
                if reply["content"].get("execution_state") == "idle":
                    return said

        run("first", f"import sys; sys.path[:0] = {[p for p in sys.path if p]!r}")
        run("first", "from demo_lab import demo")
        yield run
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()


def counts(kernel):
    return [float(number) for number in kernel("memory", MEMORY).split(",")]


def is_open(kernel, name):
    return kernel("ask", f"print({name}._canvas is not None)").strip() == "True"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_cell_that_runs_again_and_again_does_not_grow(kernel):
    before = counts(kernel)  # another test may have left labs that have a name
    for run in range(30 if THOROUGH else 11):
        kernel("lab", "demo()")
        if run == 3:
            early = counts(kernel)
    late = counts(kernel)
    assert late[0] - early[0] < 10, "MB more after 7 more runs; without closing, 8 MB each"
    assert late[1:] == early[1:]  # widgets, labs and canvases
    assert late[2:] == [before[2] + 1, before[3] + 1]


def test_a_lab_that_something_still_shows_or_names_stays_open(kernel):
    kernel("a", "lab = demo()\nlab")
    kernel("b", "keep = [lab]\nlab")  # a second view of it
    kernel("a", "lab = demo()\nlab")
    assert is_open(kernel, "keep[0]")
    kernel("b", "print('no lab here now')")
    assert not is_open(kernel, "keep[0]")
    kernel("c", "lab")
    kernel("c", "lab")  # the same lab again
    kernel("a", "1")
    kernel("c", "2")
    assert is_open(kernel, "lab")  # it has a name: it may be shown again
    kernel("copy of a", "demo()")
    kernel("d", "from IPython.display import display\none, two = demo(), demo()\ndisplay(one, two)")
    assert is_open(kernel, "one") and is_open(kernel, "two")


def test_outside_of_ipython_nothing_is_noted():
    opened.note(demo())
    assert opened._now == []
