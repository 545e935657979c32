"""Progress bars: one helper, and no thread asked for where there is none."""

import sys
import threading
import warnings

import numpy as np
import pytest
from tqdm.auto import tqdm
from tqdm.std import tqdm as bare

import gammalab as gl
from gammalab.course.lesson_12 import capstone
from gammalab.hedging import replay as replaying


def long_replay():
    paths = gl.Paths(np.linspace(0, 1, 30), np.full((2, 30), 100.0))
    gl.replay(gl.call(100, 1.0), paths, paid_vol=0.2, policy=gl.DeltaBand(0.1))


def many_paths():
    gl.monte_carlo(gl.call(100, 1.0), gl.GBM(0.2), spot=100, horizon=1.0, steps=3, n_paths=200,
                   paid_vol=0.2, progress=True)  # fmt: skip


def a_score():
    capstone.score(lambda now: now.neutral, months=24)


@pytest.mark.parametrize("work", [long_replay, many_paths, a_score])
def test_no_bar_asks_a_browser_for_a_thread(work, monkeypatch):
    def no_threads(self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(replaying, "LONG", 10)
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.setattr(threading.Thread, "start", no_threads)
    for kind in (tqdm, bare):
        monkeypatch.setattr(kind, "monitor_interval", 10)
        monkeypatch.setattr(kind, "monitor", None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        work()


def test_it_counts_and_goes(capsys):
    from gammalab._bar import open_bar

    with open_bar(3, "step", delay=0) as bar:
        bar.update(2)
        assert (bar.n, bar.total, bar.leave) == (2, 3, False)
