"""How long a replay takes, against QuantLib's own example of the same work.

Ours: 50,000 paths of 84 steps, a call hedged at every step; once with paths that were simulated
before, once with the simulation. Theirs: Debian's DiscreteHedging (package quantlib-examples, C++),
which simulates and hedges the same option on 50,000 paths of 21 steps and then of 84: a quarter
more. Runs alternate in pairs, because machines are noisy; each pair gives one ratio. Both use one
thread: the replay has no others, and DiscreteHedging has none.

    python benchmarks/replay_speed.py [--pairs 5]

The target is for the replay alone; the line with simulation is the fairer one, since theirs
simulates too. Exit code 1 when the median of the first is above the target; without
DiscreteHedging there is nothing to compare with, and the script says so and stops.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import time

import gammalab as gl

TARGET = 0.1  # ours over theirs
PATHS, STEPS = 50_000, 84
THEIR_STEPS = (21, 84)
BOOK = -gl.call(100, 1 / 12)


def simulate():
    world = gl.GBM(vol=0.20, drift=0.05)
    return world.simulate(spot=100, horizon=1 / 12, steps=STEPS, n_paths=PATHS, seed=1)


def hedge(paths):
    return gl.replay(BOOK, paths, paid_vol=0.20, rate=0.05)


def timed(function, *arguments):
    start = time.perf_counter()
    result = function(*arguments)
    return time.perf_counter() - start, result


def theirs(program):
    """One run of DiscreteHedging, and the spread of the P&L that it printed for 84 steps."""
    output = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    row = re.search(rf"^\s*{PATHS} \|\s*{STEPS} \|\s*\S+ \|\s*(\S+) \|", output, re.MULTILINE)
    if row is None:
        sys.exit(f"{program} printed something new:\n{output}")
    return float(row[1])


def spread(values, unit=""):
    middle = statistics.median(values)
    return f"{middle:9.3f}{unit} {min(values):9.3f}{unit} {max(values):9.3f}{unit}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=5, help="how many pairs of runs (default 5)")
    pairs = parser.parse_args().pairs
    if pairs < 5:
        parser.error("fewer than 5 pairs tell little on a noisy machine")
    program = shutil.which("DiscreteHedging")
    if program is None:
        print("Skipped: no DiscreteHedging here. Debian's package quantlib-examples has it.")
        return 0

    hedge(simulate().every(STEPS))  # imports and first allocations are not what is measured
    replaying, whole, their = [], [], []
    for _ in range(pairs):
        seconds, their_spread = timed(theirs, program)
        their.append(seconds)
        run = paths = None  # 34 MB that the next paths can have, instead of asking the system
        simulating, paths = timed(simulate)
        seconds, run = timed(hedge, paths)
        replaying.append(seconds)
        whole.append(simulating + seconds)
    alone = [ours / other for ours, other in zip(replaying, their, strict=True)]
    ratio = [ours / other for ours, other in zip(whole, their, strict=True)]

    print(f"{PATHS:,} paths, hedged at every step, {pairs} pairs of runs")
    print(f"{'':44} {'median':>9}  {'least':>9}  {'most':>9}")
    print(f"{'gammalab, replay of 84 steps':44} {spread(replaying, 's')}")
    print(f"{'gammalab, simulation and replay of 84 steps':44} {spread(whole, 's')}")
    print(f"{'DiscreteHedging, 21 and 84 steps':44} {spread(their, 's')}")
    print(f"{'ratio, replay':44} {spread(alone)}")
    print(f"{'ratio, simulation and replay':44} {spread(ratio)}")
    # For the same number of path-steps on both sides: theirs does a quarter more.
    fair = [value * sum(THEIR_STEPS) / STEPS for value in ratio]
    print(f"{'ratio, per path and step':44} {spread(fair)}")
    nanoseconds = 1e9 * statistics.median(replaying) / (PATHS * STEPS)
    print(f"gammalab's replay: {nanoseconds:.0f} ns per path and step")
    print(f"spread of the P&L at 84 steps: ours {run.pnl.std():.3f}, theirs {their_spread:.2f}")
    verdicts = [statistics.median(values) <= TARGET for values in (alone, ratio)]
    for name, reached in zip(("replay", "simulation and replay"), verdicts, strict=True):
        print(f"{name}: {TARGET} of their time or less: {'yes' if reached else 'NO'}")
    return 0 if verdicts[0] else 1


if __name__ == "__main__":
    sys.exit(main())
