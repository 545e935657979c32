"""The order of the house: locks, who imports whom, sizes, docstrings, nothing of one machine."""

import ast
import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gammalab"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Ground floor first: a module imports only from those above it. `None` means all that stand above;
# a set names the only ones that are allowed. A new module has to be given its place here.
FLOORS = {
    "_validate": set(),
    "implied": set(),
    "formulas": {"_validate"},
    "black_scholes": {"_validate", "formulas", "implied"},
    "book": {"_validate", "formulas", "black_scholes"},
    "chain": {"_validate", "black_scholes"},
    "smile": {"_validate", "formulas", "black_scholes", "book", "chain"},
    "exposure": {"_validate", "black_scholes", "chain"},
    "paths": {"_validate"},
    "models": {"_validate", "black_scholes", "formulas", "paths"},
    "policies": {"_validate", "black_scholes"},
    "bands": {"_validate", "policies"},
    "costs": {"_validate"},
    "exchange": {"_validate", "black_scholes"},
    "venues": {"_validate"},
    "execution": {"_validate"},
    "loop": None,
    "attribution": None,
    "replay": None,
    "tca": None,
    "feedback": {"_validate", "book", "paths"},
    "cascades": {"_validate", "book", "feedback"},
    "theory": {"_validate", "black_scholes", "formulas", "implied", "book", "models"},
    "tally": {"_validate"},
    "batch": None,
    "montecarlo": None,
    "markets": {"_validate"},
    "lab": None,
    "check": None,
}
NOT_EVEN_ABOVE = {"check": {"lab"}}  # what gives feedback knows nothing of sliders


def tracked():
    """The files in git; without git (a downloaded copy), what looks like them."""
    try:
        names = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True, text=True,
        ).stdout.split("\0")  # fmt: skip
        found = [ROOT / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):
        hidden = {".venv", "__pycache__", ".git", "build", "dist"}
        found = [path for path in ROOT.rglob("*") if not hidden & set(path.parts)]
    return [path for path in found if path.is_file()]


# ---- locks --------------------------------------------------------------------------------------

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)( ; [^\\]+)?( \\)?$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(lock):
    """The pins of a lock, {(name, version, marker)}; every one must have a hash."""
    found, unhashed = set(), None
    for number, line in enumerate((ROOT / lock).read_text(encoding="utf-8").splitlines(), start=1):
        if pin := PIN.match(line):
            assert unhashed is None, f"{lock}: {unhashed} has no hash"
            unhashed = pin[1]
            found.add((pin[1], pin[2], (pin[3] or "").strip(" ;")))
        else:
            assert HASH.match(line), f"{lock}, line {number}: neither a pin nor a hash: {line!r}"
            unhashed = None
    assert found and unhashed is None
    return found


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_lock_holds_pins_and_hashes_only(lock):
    assert not re.search(r"https?:|--index|--find-links|file:|@ ", (ROOT / lock).read_text())
    assert len(pins(lock)) > 50


def test_students_and_tests_have_the_same_versions():
    # Markers may differ: what only Windows needs to work may be needed everywhere to test.
    def versions(lock):
        return {(name, version) for name, version, _ in pins(lock)}

    assert versions("requirements.lock") <= versions("requirements-test.lock")


def test_binder_has_the_versions_of_the_lock():
    spec = importlib.util.spec_from_file_location("lock_binder", ROOT / "tools" / "lock_binder.py")
    lock_binder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(lock_binder)
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    written = (ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8")
    assert written == lock_binder.requirements(lock), "run make lock, or tools/lock_binder.py"
    assert len(re.findall("^[a-z].*==", written, re.M)) == len(pins("requirements.lock"))
    assert written.endswith("\n.\n")
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() == "python-3.11"


# ---- modules ------------------------------------------------------------------------------------


def floor(path):
    """The entry of FLOORS that a file belongs to; "" for gammalab/__init__.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


def imported(source, path):
    """The floors that a file's source imports from."""
    package = ("gammalab", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            targets = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            base += (node.module or "").split(".") if node.module else []
            # `from . import book` names a floor; `from .book import Book` a thing on it
            targets = [[*base, alias.name] for alias in node.names]
        else:
            continue
        for target in targets:
            if target[0] == "gammalab":
                yield target[1] if len(target) > 1 else ""


def faults_of_imports(source, path):
    """What a file imports although it must not, as messages."""
    here = floor(path)
    order = list(FLOORS)
    if here not in FLOORS:
        return [f"{path.name} has no place in FLOORS"]
    above = set(order[: order.index(here)]) - NOT_EVEN_ABOVE.get(here, set())
    allowed = (above if FLOORS[here] is None else FLOORS[here]) | {here}
    if here in ("lab", "check"):  # what teaches uses the library as a student does: import gammalab
        allowed |= {"", *above}
        return [
            f"{path.name} imports {name}"
            for name in imported(source, path)
            if name in FLOORS and name not in allowed
        ]
    return [f"{path.name} imports {name or 'gammalab'}" for name in imported(source, path)
            if name not in allowed]  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module(path):
    source = path.read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(source)), "a module says what lives in it"
    assert source.count("\n") <= 400, "nobody reads a longer one: split it"
    if path != PACKAGE / "__init__.py":
        assert faults_of_imports(source, path) == []


@pytest.mark.parametrize(
    "source, module",
    [
        ("from gammalab.replay import replay", "book.py"),
        ("from gammalab import replay", "book.py"),
        ("import gammalab.lab", "replay.py"),
        ("import gammalab as gl", "replay.py"),
        ("from .book import Book", "costs.py"),
        ("from . import lab", "replay.py"),
        ("def f():\n    from .lab import live", "attribution.py"),
        ("from ..lab import live", "check/engine.py"),
        ("from gammalab.lab import live", "check/engine.py"),
        ("from ..check import check", "lab/live.py"),
        ("import math", "unheard_of.py"),
    ],
)
def test_a_wrong_import_would_be_found(source, module):
    assert faults_of_imports(source, PACKAGE / module)


@pytest.mark.parametrize(
    "source, module",
    [
        ("from .black_scholes import price", "book.py"),
        ("from ._validate import fail", "paths.py"),
        ("from .answer import Answer\nfrom . import judge", "check/engine.py"),
        ("import gammalab as gl\nfrom gammalab import replay", "lab/live.py"),
        ("import numpy as np\nfrom scipy.special import ndtr", "black_scholes.py"),
    ],
)
def test_a_right_import_is_not_a_fault(source, module):
    assert faults_of_imports(source, PACKAGE / module) == []


# ---- files --------------------------------------------------------------------------------------

TEXT = {".py", ".md", ".ipynb", ".json", ".toml", ".lock", ".txt", ".yml", ".cff", ".sh", ".cfg",
        ".js", ".css", ".csv", ""}  # fmt: skip
# The brackets keep this file from finding itself.
MACHINE = re.compile(r"/[h]ome/\w|/[r]oot/|/[U]sers/\w|/[w]ork/\w|[A-Z]:\\+[U]sers|\b[p]yenv\b")


def test_no_file_names_a_place_on_somebodys_machine():
    found = []
    for path in tracked():
        if path.suffix in TEXT:
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in MACHINE.finditer(text)]
    assert found == []


@pytest.mark.parametrize("parts", ["/ home / ann", "/ root / .cache", "C: \\ Users \\ ann"])
def test_a_place_on_a_machine_would_be_found(parts):
    assert MACHINE.search(parts.replace(" ", ""))
