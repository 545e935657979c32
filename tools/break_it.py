"""Break the library on purpose, and demand that its tests notice: tools/break_it.py [--only N ...]

Each entry of `breaks.py` puts one slip into a scratch copy of the tree and runs the tests that
should fail. A break that no test notices has survived; then a test is missing. Exits with 1 where
one survives, where its text is not found exactly once, or where the tests give no clear answer.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from breaks import BREAKS  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600  # seconds
# gammalab may be installed from elsewhere: what is imported must be the copy.
RUN = """
import pathlib, sys
import gammalab, pytest
here = pathlib.Path.cwd().resolve()
if here not in pathlib.Path(gammalab.__file__).resolve().parents:
    sys.exit(f"gammalab comes from {gammalab.__file__}, not from the copy in {here}")
sys.exit(pytest.main(sys.argv[1:]))
"""


def places(one, root=ROOT):
    """How often the text of a break is found in its file."""
    return (root / "gammalab" / one.file).read_text(encoding="utf-8").count(one.text)


def tried(tests, one=None):
    """(what pytest returned, its last lines, seconds) for a copy of the tree, broken by `one`."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("gammalab", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("conftest.py", "pyproject.toml"):
            shutil.copy(ROOT / name, copy / name)
        if one:
            path = copy / "gammalab" / one.file
            path.write_text(path.read_text(encoding="utf-8").replace(one.text, one.broken),
                            encoding="utf-8")  # fmt: skip
        # -P: no folder but the copy's own is put in front of it.
        env = os.environ | {"PYTHONPATH": folder, "PYTHONDONTWRITEBYTECODE": "1",
                            "GAMMALAB_THOROUGH": "1"}  # fmt: skip
        command = [sys.executable, "-P", "-c", RUN, "-x", "-q", "-p", "no:cacheprovider", *tests]
        try:
            done = subprocess.run(command, cwd=copy, env=env, capture_output=True, text=True,
                                  timeout=PATIENCE)  # fmt: skip
            code, said = done.returncode, done.stdout + done.stderr
        except subprocess.TimeoutExpired:
            code, said = None, f"no answer within {PATIENCE} seconds"
    return code, said.strip().splitlines()[-3:], time.monotonic() - start


def judged(number):
    """(whether the break was caught, a line that says so)."""
    one = BREAKS[number]
    if (found := places(one)) != 1:
        return False, f"{number:3} TEXT FOUND {found} TIMES  {one.file}: {one.text!r}"
    code, said, seconds = tried([f"tests/{test}" for test in one.tests], one)
    word = {0: "SURVIVED", 1: "caught"}.get(code, "NO ANSWER")
    line = f"{number:3} {word:9} {seconds:5.1f} s  {one.file}: {one.broken!r}"
    return code == 1, line if code in (0, 1) else "\n".join([line, *said])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=int, nargs="+", metavar="N", help="these breaks alone")
    parser.add_argument("--list", action="store_true", help="show the breaks and run nothing")
    parser.add_argument("--jobs", type=int, default=1, help="how many at the same time")
    parser.add_argument("--unbroken", action="store_true",
                        help="first see that the tests pass on unbroken code")  # fmt: skip
    asked = parser.parse_args()
    numbers = range(len(BREAKS)) if asked.only is None else asked.only
    for number in numbers:
        if not 0 <= number < len(BREAKS):
            parser.error(f"--only {number}: there are breaks 0 to {len(BREAKS) - 1}")
    if asked.list:
        for number in numbers:
            one = BREAKS[number]
            print(f"{number:3} {one.file}: {one.text!r} -> {one.broken!r} ({', '.join(one.tests)})")
        return
    if asked.unbroken:
        code, said, _ = tried(sorted({f"tests/{t}" for n in numbers for t in BREAKS[n].tests}))
        if code != 0:
            raise SystemExit("\n".join(["The tests fail before anything is broken:", *said]))
    with ThreadPoolExecutor(asked.jobs) as pool:
        survived = 0
        for caught, line in pool.map(judged, numbers):
            survived += not caught
            print(line, flush=True)
    print(f"{len(numbers) - survived} of {len(numbers)} breaks were caught")
    sys.exit(1 if survived else 0)


if __name__ == "__main__":
    main()
