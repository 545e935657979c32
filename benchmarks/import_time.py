"""What importing gammalab costs, against numpy, scipy.special and pandas, which it stands on.

Every import is timed in a fresh Python, by that Python itself, in processor time after its start.
The three of a round take turns, in both orders, and each round gives ratios. A round before, which
is not counted, warms the file cache and compiles what is imported, into a folder of its own. Then,
for each of the names that a lesson begins with, which heavy modules its first use brings in.

    python benchmarks/import_time.py [--rounds 15]

Exit code 1 when a median ratio misses its target: 0.6 for `import gammalab`. A lesson's first line
needs numpy and scipy.special themselves, but it must not need pandas.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile

BASE = "import numpy, scipy.special, pandas"
OURS = {
    "import gammalab": "import gammalab as gl",
    "and a lesson's first line": "import gammalab as gl; gl.straddle, gl.GBM, gl.replay",
}
# The first line of a lesson is shown beside it: numpy and scipy.special are its floor.
TARGETS = {"import gammalab": 0.6}
HEAVY = ("numpy", "scipy.special", "scipy.optimize", "scipy.stats", "pandas", "matplotlib", "tqdm",
         "ipywidgets", "IPython")  # fmt: skip
USES = {
    "import gammalab": "",
    "straddle": "gl.straddle(100, 0.1).value(100, vol=0.2)",
    "GBM": "paths = gl.GBM(0.2).simulate(100, 0.1, 10, seed=1)",
    "replay": "run = gl.replay(gl.straddle(100, 0.1), paths, paid_vol=0.2)",
    "monte_carlo": "gl.monte_carlo(gl.straddle(100, 0.1), gl.GBM(0.2), spot=100, horizon=0.1, "
    "steps=2, n_paths=9, paid_vol=0.2, progress=False)",
    "the ledger": "run.ledger()",
    "its bar": "gl.monte_carlo(gl.straddle(100, 0.1), gl.GBM(0.2), spot=100, horizon=0.1, "
    "steps=2, n_paths=9, paid_vol=0.2)",
}
NAMESPACES = ("black_scholes", "smile", "bands", "crypto", "feedback", "theory", "markets")


def python(code, compiled):
    """What a fresh Python prints; `compiled` is the folder of its compiled modules."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


def seconds(statement, compiled):
    """How long a fresh Python takes for a statement, in processor time of its own."""
    return float(python(
        "import time; start = time.process_time()\n"
        f"{statement}\n"
        "print(time.process_time() - start)",
        compiled,
    ))  # fmt: skip


def against_base(rounds, compiled):
    """Ratios to BASE by name, one per round."""
    ratios, times = {name: [] for name in OURS}, {name: [] for name in (BASE, *OURS)}
    for statement in (BASE, *OURS.values()):
        seconds(statement, compiled)
    for turn in range(rounds):
        order = [(BASE, BASE), *OURS.items()]
        order = order if turn % 2 else order[::-1]
        took = {name: seconds(code, compiled) for name, code in order}
        for name, values in times.items():
            values.append(1e3 * took[name])
        for name, values in ratios.items():
            values.append(took[name] / took[BASE])
    print(f"{'':52} {'median':>8}    {'least':>8}    {'most':>8}")
    for name, values in times.items():
        say(name, values, " ms")
    for name, values in ratios.items():
        say(f"{name}, ratio", values)
    return ratios


def say(name, values, unit=""):
    middle, least, most = statistics.median(values), min(values), max(values)
    print(f"{name:52} {middle:8.2f}{unit} {least:8.2f}{unit} {most:8.2f}{unit}")


def first_uses(compiled):
    """Which heavy modules each first use brings in, one after the other in one Python."""
    lines = ["import sys, os", f"heavy, seen = {HEAVY}, set()", "def new(name):",
             "    more = [m for m in heavy if m in sys.modules and m not in seen]",
             "    seen.update(more)", "    print(f'{name:24}', ', '.join(more) or '-')",
             "import gammalab as gl"]  # fmt: skip
    lines += [f"{code}\nnew({name!r})" for name, code in USES.items()]
    print("\nHeavy modules by first use, in this order:")
    print(python("\n".join(lines), compiled), end="")
    print("\nBy namespace, each in a Python of its own:")
    for name in NAMESPACES:
        code = "\n".join([*lines[:7], f"gl.{name}", f"new('gl.{name}')"])
        print(python(code, compiled), end="")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="how many rounds (default 15)")
    options = parser.parse_args()
    if options.rounds < 5:
        parser.error("fewer than 5 rounds tell little on a noisy machine")
    print(f"{options.rounds} rounds; load before: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as compiled:
        ratios = against_base(options.rounds, compiled)
        first_uses(compiled)
    reached = {name: statistics.median(ratios[name]) <= most for name, most in TARGETS.items()}
    print()
    for name, good in reached.items():
        print(f"{name}: at most {TARGETS[name]} of the three: {'yes' if good else 'NO'}")
    return 0 if all(reached.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
