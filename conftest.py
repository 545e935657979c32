"""For every test and every example: nothing is left open, and any order will do.

Python complains of an open socket, loop or file when it collects the object, and that may well be
in the middle of another test. So such a complaint never fails the test that happens to run: what
is open is counted before and after each test, and the complaints are gathered for each module.
"""

import gc
import os
import random
import sys
import time
import warnings
from pathlib import Path

import pytest

# Those of a class and of the built site run in environments of their own, by commands of their own.
collect_ignore = [
    folder
    for folder, asked in (
        ("tests/classroom", "GAMMALAB_CLASSROOM"),
        ("tests/site_built", "GAMMALAB_SITE"),
    )
    if not os.environ.get(asked)
]
DESCRIPTORS = Path("/proc/self/fd")  # of Linux; elsewhere there are only the complaints to go by
PATIENCE = 5.0  # seconds: what another thread is about to close is not left open


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol():
    """Runs inside pytest's own, so that no filter of a test's comes before these."""
    # A finaliser has no caller: its error goes to sys.unraisablehook, where `complaints` listens.
    warnings.filterwarnings("error", category=ResourceWarning)
    warnings.filterwarnings("error", "coroutine .* was never awaited", RuntimeWarning)
    # What pytest makes of it: shown, whatever the test's own filter turns into errors.
    warnings.filterwarnings("default", category=pytest.PytestUnraisableExceptionWarning)
    return (yield)


def descriptors():
    """The sockets, pipes and loops that this process holds open: {(number, what it is)}."""
    found = set()
    for number in os.listdir(DESCRIPTORS) if DESCRIPTORS.is_dir() else ():
        try:
            found.add((number, os.readlink(DESCRIPTORS / number)))
        except OSError:
            pass  # closed meanwhile: by another thread, or the one that listed them
    # Files have paths. Matplotlib keeps its fonts open; Python complains of its own files itself.
    found = {one for one in found if not one[1].startswith("/")}
    # The tracker of multiprocessing lives as long as the process, on purpose.
    if tracker := sys.modules.get("multiprocessing.resource_tracker"):
        found = {one for one in found if one[0] != str(tracker._resource_tracker._fd)}
    return found


@pytest.fixture(scope="module", autouse=True)
def complaints(request):
    """What finalisers complained of while the module's tests ran: a list of texts."""
    gc.collect()  # what came before is not of this module; quick, as what lives on is frozen
    heard, usual = [], sys.unraisablehook

    def listen(unraisable):
        during = os.environ.get("PYTEST_CURRENT_TEST", "no test")
        heard.append(f"{unraisable.exc_value!r}, noticed during {during}")

    sys.unraisablehook = listen
    try:
        yield heard
        gc.collect()
        gc.freeze()  # what is still alive is kept by somebody: see below
    finally:
        sys.unraisablehook = usual
    if heard:
        lines = "\n".join(heard)
        pytest.fail(f"{request.node.nodeid} left to the garbage collector:\n{lines}", False)


@pytest.fixture(autouse=True)
def nothing_left_open(request, complaints):
    """Fails the test that opened something and did not close it."""
    before = descriptors()
    yield
    if not (left := descriptors() - before):
        return
    known = len(complaints)
    gc.collect()  # now, not while another test runs
    heard = complaints[known:]
    del complaints[known:]
    end = time.monotonic() + PATIENCE
    while (still := descriptors() - before) and time.monotonic() < end:
        time.sleep(0.05)
    if heard or still:
        lines = "\n".join([*sorted(name for _, name in still or left), *heard])
        pytest.fail(f"{request.node.nodeid} left open:\n{lines}", pytrace=False)


def pytest_collection_finish():
    """What the collected tests are made of lives to the end: the collector need not look at it.

    Five thousand tests are so many objects that each collection took more than a second. So with
    what a module leaves alive: three hundred collections, one for each file of examples, took
    three minutes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # seldom: for each module it is asked by hand, see above


def pytest_collection_modifyitems(items):
    """GAMMALAB_TEST_ORDER=7 shuffles the modules, and the tests in each, always the same way.

    Tests of a story, each of which goes on where the one before ended, stay in their order.
    """
    if not (seed := os.environ.get("GAMMALAB_TEST_ORDER")):
        return
    modules = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    order = random.Random(seed)
    shuffled = list(modules.values())
    order.shuffle(shuffled)
    for module in shuffled:
        if any(item.get_closest_marker("story") for item in module):
            continue
        if all(isinstance(item, pytest.Function | pytest.DoctestItem) for item in module):
            order.shuffle(module)  # a notebook's cells stay in their order
    items[:] = [item for module in shuffled for item in module]
