"""What a Monte Carlo run costs: against its own parts, against two threads, against peers.

A sold call, hedged at each of 252 steps, by the short cut. Per path and step it cannot cost less
than one normal draw, one exp and one ndtr; their sum is timed on blocks of the same size, at the
arguments that occur, in short turns with the run itself, because machines are noisy: each turn
gives one ratio. Both are counted in processor time of the one thread, not by the clock on the wall.
Then two threads against one, with two processes beside them: what the machine has to give.
Then the peers, on 50,000 paths: Debian's DiscreteHedging (package quantlib-examples, C++, 21 and 84
steps) and pfhedge, if it is installed (84 steps; it needs torch). A peer that is not there is said
plainly, and is no failure of ours.

    python benchmarks/monte_carlo.py [--rounds 7] [--full]

Last comes the peak memory of a run in a process of its own, with a progress bar: 1 million paths,
or with --full the 10 million of the target (a minute or two). Exit code 1 when the median ratio to
the parts, the gain of two threads or the memory misses its target.
"""

import argparse
import importlib.util
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from scipy.special import ndtr

import gammalab as gl
from gammalab.hedging.setup import TOGETHER
from gammalab.montecarlo.run import monte_carlo

STEPS, HORIZON, VOL = 252, 1.0, 0.20
PATHS = 8 * TOGETHER
TURN = 2 * TOGETHER  # paths of a turn against the parts: a quarter of a second
PEER_PATHS, PEER_STEPS, THEIR_STEPS = 50_000, 84, (21, 84)
PARTS_TARGET, THREADS_TARGET, MEMORY_TARGET = 1.2, 1.6, 600  # the last in MB
OF_PROCESSES = 0.9  # where the machine itself does not give two workers THREADS_TARGET


def run(n_paths=PATHS, steps=STEPS, workers=1, **more):
    more = {"progress": False, "seed": 1} | more
    world, book = gl.GBM(vol=VOL, drift=0.05), -gl.call(100, HORIZON)
    return monte_carlo(
        book, world, spot=100, horizon=HORIZON, steps=steps, n_paths=n_paths, paid_vol=VOL,
        rate=0.05, workers=workers, **more,
    )  # fmt: skip


def parts(calls=STEPS):
    """Seconds for one normal, one exp and one ndtr on `calls` blocks: realistic arguments."""
    rng = np.random.Generator(np.random.SFC64(1))
    draw, out = np.empty(TOGETHER), np.empty(TOGETHER)
    log_spot = np.log(100) + VOL * np.sqrt(HORIZON / 2) * rng.standard_normal(TOGETHER)
    d1 = rng.standard_normal(TOGETHER) + 0.3
    start = time.thread_time()
    for _ in range(calls):
        rng.standard_normal(out=draw)
        np.exp(log_spot, out=out)
        ndtr(d1, out=out)
    return time.thread_time() - start


def timed(function, *arguments, **more):
    start = time.perf_counter()
    function(*arguments, **more)
    return time.perf_counter() - start


def pfhedge_run(kind):
    """The same work in pfhedge, whole matrices at once: simulate, hedge at every step with the
    Black-Scholes delta. kind: "float32", its own choice, or "float64", which is ours. Returns the
    spread of the P&L for a spot of 100."""
    import torch
    from pfhedge.instruments import BrownianStock, EuropeanOption
    from pfhedge.nn import BlackScholes, Hedger

    torch.set_num_threads(1)
    stock = BrownianStock(sigma=VOL, dt=HORIZON / PEER_STEPS, dtype=getattr(torch, kind))
    option = EuropeanOption(stock, maturity=HORIZON)
    hedger = Hedger(BlackScholes(option), BlackScholes(option).inputs())
    with torch.no_grad():
        option.simulate(n_paths=PEER_PATHS)
        return 100 * float(hedger.compute_pl(option).std())


def say(name, values, unit=""):
    middle, least, most = statistics.median(values), min(values), max(values)
    print(f"{name:52} {middle:8.2f}{unit} {least:8.2f}{unit} {most:8.2f}{unit}")


def against_parts(turns):
    """Ratios of one thread's time per path and step to that of its parts, one per turn."""
    ours, sums, ratios = [], [], []
    for _ in range(turns):
        before, start = parts(), time.thread_time()
        run(TURN)
        one, after = time.thread_time() - start, parts()
        sums.append(1e9 * (before + after) / (2 * STEPS * TOGETHER))
        ours.append(1e9 * one / (TURN * STEPS))
        ratios.append(ours[-1] / sums[-1])
    say("a normal, an exp and an ndtr", sums, " ns")
    say("one path and step, one thread", ours, " ns")
    say("ratio", ratios)
    return ratios


def against_threads(rounds):
    """How many times as fast as one thread two are, and two processes, which share no lock.

    In short turns, all of them added up: two processors of a virtual machine may be the two halves
    of one, and whole ones a second later. A quickest round, or a median one, is of either kind by
    luck; a sum has its share of both, and two processes show what there was.
    """
    size, ways = PATHS // 2, {"one": [], "threads": [], "processes": []}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        run(workers=2, executor=pool)  # imports are not what is measured
        for _ in range(rounds):
            ways["one"].append(timed(run, size))
            ways["threads"].append(timed(run, size, workers=2))
            ways["processes"].append(timed(run, size, workers=2, executor=pool))
    one, threads, processes = map(sum, ways.values())
    print(f"two threads, times as fast as one, of {rounds} rounds together: {one / threads:.2f}")
    print(f"two processes, times as fast as one thread: {one / processes:.2f}")
    if one / processes < THREADS_TARGET:
        print("This machine has no two whole processors at the moment.")
    return one / threads, one / processes


def against_peers(rounds):
    """Each peer in turns with our run of the same size; above 1, ours is quicker."""
    peers = {}
    if program := shutil.which("DiscreteHedging"):
        work = PEER_PATHS * sum(THEIR_STEPS)
        peer = partial(subprocess.run, [program], capture_output=True, check=True)
        peers["DiscreteHedging"] = (peer, work)
    else:
        print("Skipped: no DiscreteHedging here. Debian's package quantlib-examples has it.")
    if importlib.util.find_spec("pfhedge"):
        for kind in ("float32", "float64"):
            peers[f"pfhedge, {kind}"] = (partial(pfhedge_run, kind), PEER_PATHS * PEER_STEPS)
            print(f"spread of the P&L: ours {run(PEER_PATHS, PEER_STEPS).sd:.3f}, "
                  f"pfhedge's {pfhedge_run(kind):.3f}")  # fmt: skip
    else:
        print("Skipped: no pfhedge here, which needs torch.")
    for name, (peer, work) in peers.items():
        theirs, ratios = [], []
        for _ in range(rounds):
            other = 1e9 * timed(peer) / work
            mine = 1e9 * timed(run, PEER_PATHS, PEER_STEPS) / (PEER_PATHS * PEER_STEPS)
            theirs.append(other)
            ratios.append(other / mine)
        say(f"{name}, one path and step", theirs, " ns")
        say(f"{name}, times as slow as one thread of ours", ratios)


def peak(n_paths):
    """A run in a process of its own: (peak memory in MB, of which before the run, seconds)."""
    command = [sys.executable, __file__, "--memory", str(n_paths)]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return tuple(map(float, re.findall(r"[\d.]+", output)))


def memory_now():
    """The most memory that this process has held so far, MB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts the parent's memory too, on Linux
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 2**10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def measure_memory(n_paths):
    before = memory_now()
    seconds = timed(run, n_paths, workers=2, progress=True)
    print(memory_now(), before, seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="how many rounds (default 7)")
    parser.add_argument("--full", action="store_true", help="10 million paths for the memory")
    parser.add_argument("--memory", type=int, help=argparse.SUPPRESS)  # how `peak` calls us
    options = parser.parse_args()
    if options.memory:
        measure_memory(options.memory)
        return 0
    if options.rounds < 5:
        parser.error("fewer than 5 rounds tell little on a noisy machine")

    busy = os.getloadavg()[0]
    print(f"{PATHS:,} paths of {STEPS} steps, {options.rounds} rounds; load before: {busy:.1f}")
    print(f"{'':52} {'median':>8}    {'least':>8}    {'most':>8}")
    run(2 * TOGETHER)
    ratios = against_parts(5 * options.rounds)
    gain, there_is = against_threads(5 * options.rounds)
    against_peers(min(options.rounds, 5))
    n_paths = 10_000_000 if options.full else 1_000_000
    most, before, seconds = peak(n_paths)
    print(f"{n_paths:,} paths x {STEPS} steps, two threads: {seconds:.0f} s, peak memory "
          f"{most:.0f} MB, of which {before:.0f} MB before the run")  # fmt: skip
    verdicts = {
        f"at most {PARTS_TARGET} times its parts": statistics.median(ratios) <= PARTS_TARGET,
        f"two threads at least {THREADS_TARGET} times as fast as one, or {OF_PROCESSES} of what "
        "two processes gain": gain >= min(THREADS_TARGET, OF_PROCESSES * there_is),
        f"under {MEMORY_TARGET} MB": most < MEMORY_TARGET,
    }  # fmt: skip
    for name, reached in verdicts.items():
        print(f"{name}: {'yes' if reached else 'NO'}")
    return 0 if all(verdicts.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
