"""One path of a million steps: `replay`, `attribution` and the rest, beside the loop's own figures.

    python benchmarks/long_path.py [steps]

The loop is what runs when a policy looks at its own past (`gammalab.hedging.loop.steps`); it is
measured on a tenth of the steps, in the same run. Figures are seconds, microseconds a step, and the
most memory that the process has used.
"""

import resource
import sys
import time

import numpy as np

import gammalab as gl
from gammalab.hedging import loop

STEPS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
MOST = {"replay": 2.0, "attribution": 3.0}  # seconds a million steps, on two cores
MEMORY = 600  # megabytes


def megabytes():
    """The most that this process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (2**20 if sys.platform == "darwin" else 2**10)


def timed(name, work, steps=STEPS):
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    print(
        f"{name:34} {seconds:8.2f} s {1e6 * seconds / steps:8.3f} us a step {megabytes():6.0f} MB"
    )
    return result, seconds


def main():
    paths = gl.GBM(vol=0.3).simulate(spot=100, horizon=1.0, steps=STEPS, seed=1)
    book, costs = gl.straddle(100, 1.0), gl.HalfSpread(bps=1) + gl.FixedFee(0.001)
    options = dict(paid_vol=0.25, costs=costs, rate=0.03)
    print(f"{STEPS:,} steps, at every one; before: {megabytes():.0f} MB")
    gl.replay(book, paths.every(1000), **options).attribution()  # imports and first calls
    run, seconds = timed("replay", lambda: gl.replay(book, paths, **options))
    found = {"replay": seconds}
    _, found["attribution"] = timed("attribution", run.attribution)
    timed("transaction costs", run.transaction_costs)
    timed("ledger", run.ledger)
    for policy in (gl.EveryN(60), gl.Schedule(np.linspace(0, 1, 1000)), gl.Once()):
        name = type(policy).__name__
        timed(f"replay, {name}", lambda p=policy: gl.replay(book, paths, policy=p, **options))
    peak = megabytes()

    short = paths.every(10)
    walked = gl.replay(book, short, **options).setup
    _, slow = timed(
        "the loop alone, a tenth of it",
        lambda: sum(1 for _ in loop.steps(walked, slice(0, 1))),
        short.n_steps,
    )
    print(f"the loop takes {10 * slow / found['replay']:.0f} times as long as replay")
    for name, most in MOST.items():
        assert found[name] < most * STEPS / 1e6, f"{name}: {found[name]:.2f} s, {most} s allowed"
    assert peak < MEMORY, f"{peak:.0f} MB, {MEMORY} allowed"


if __name__ == "__main__":
    main()
