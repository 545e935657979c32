"""The order of the house: locks, who imports whom, sizes, docstrings, nothing of one machine."""

import ast
import importlib
import importlib.metadata
import importlib.util
import inspect
import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import gammalab as gl
from gammalab import work

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "gammalab"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Ground floor first: a folder imports only from those above it. A new folder has to be given its
# place here. Within a folder there is no circle either (see `test_no_circle_within_a_folder`).
FLOORS = [
    "_needs",
    "work",
    "server",
    "_page",
    "_view",
    "_words",
    "_command",
    "_bar",
    "_validate",
    "_frames",
    "pricing",
    "paths",
    "hedging",
    "feedback",
    "montecarlo",
    "theory",
    "markets",
    "lab",
    "desk",
    "check",
    "course",
]
# These use the library as a student does: import gammalab.
TEACHES = {"lab", "desk", "check", "course"}
NOT_EVEN_ABOVE = {
    "check": {"lab", "desk"},  # what gives feedback knows nothing of sliders
    "theory": {"montecarlo", "hedging"},  # formulas to hold simulations against
    "markets": {"hedging", "feedback", "montecarlo", "theory"},
}


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
        found = [path for path in found if work.folder(path) is None]  # a student's own
    return [path for path in found if path.is_file()]


# ---- locks --------------------------------------------------------------------------------------

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,-]+\])?==([^ ;\\]+)( ; [^\\]+)?( \\)?$")
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


@pytest.mark.parametrize(
    "lock", ["requirements.lock", "requirements-test.lock", "requirements-classroom.lock"]
)
def test_lock_holds_pins_and_hashes_only(lock):
    assert not re.search(r"https?:|--index|--find-links|file:|@ ", (ROOT / lock).read_text())
    assert len(pins(lock)) > 50


def test_students_and_tests_have_the_same_versions():
    # Markers may differ: what only Windows needs to work may be needed everywhere to test.
    def versions(lock):
        return {(name, version) for name, version, _ in pins(lock)}

    assert versions("requirements.lock") <= versions("requirements-test.lock")
    assert versions("requirements.lock") <= versions("requirements-classroom.lock")


def test_what_is_asked_for_with_an_extra_is_pinned_with_it():
    """Else the pip of Python 3.11 (23.2) takes the newest there is, and refuses it as not pinned:
    `make lab` works until the day of that package's next release."""
    lock = (ROOT / "requirements-test.lock").read_text(encoding="utf-8")
    pinned = {
        canonicalize_name(name): set(filter(None, extras.split(",")))
        for name, extras in re.findall(r"^([\w.-]+)(?:\[(.*)\])?==", lock, re.M)
    }
    asked = {}
    for one in importlib.metadata.distributions():
        if canonicalize_name(one.metadata["Name"]) not in pinned:
            continue
        for text in one.requires or ():
            wanted = Requirement(text)
            if wanted.extras and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
                asked.setdefault(canonicalize_name(wanted.name), set()).update(wanted.extras)
    assert "jsonschema" in asked
    assert {name: asked[name] - pinned[name] for name in asked if asked[name] - pinned[name]} == {}


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
    """The modules that a file's source imports from gammalab, as tuples: ("pricing", "book")."""
    package = ("gammalab", *path.relative_to(PACKAGE).parent.parts)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            targets = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = list(package[: len(package) - node.level + 1]) if node.level else []
            base += (node.module or "").split(".") if node.module else []
            # `from . import book` names a module; `from .book import Book` a thing in it
            targets = [[*base, alias.name] for alias in node.names]
        else:
            continue
        for target in targets:
            if target[0] == "gammalab":
                yield tuple(target[1:])


def faults_of_imports(source, path):
    """What a file imports although it must not, as messages."""
    here = floor(path)
    if here not in FLOORS:
        return [f"{path.name} has no place in FLOORS"]
    allowed = {here, *FLOORS[: FLOORS.index(here)]} - NOT_EVEN_ABOVE.get(here, set())
    found = []
    for target in imported(source, path):
        name = target[0] if target else ""
        face = name == "" or name not in FLOORS  # gammalab itself, or a name of its face
        if face and here not in TEACHES or not face and name not in allowed:
            found.append(f"{path.name} imports {name or 'gammalab'}")
    return found


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
        ("from gammalab.hedging.replay import replay", "pricing/book.py"),
        ("from gammalab import replay", "pricing/book.py"),
        ("import gammalab.lab", "hedging/replay.py"),
        ("import gammalab as gl", "hedging/replay.py"),
        ("from ..hedging.costs import Cost", "paths/gbm.py"),
        ("from .. import lab", "hedging/replay.py"),
        ("def f():\n    from ..lab import live", "hedging/attribution.py"),
        ("from ..lab import live", "check/engine.py"),
        ("from gammalab.lab import live", "check/engine.py"),
        ("from ..check import check", "lab/live.py"),
        ("from gammalab.course.lesson_02 import labs", "check/engine.py"),
        ("from ..montecarlo.run import monte_carlo", "theory/discrete.py"),
        ("import math", "unheard_of.py"),
    ],
)
def test_a_wrong_import_would_be_found(source, module):
    assert faults_of_imports(source, PACKAGE / module)


@pytest.mark.parametrize(
    "source, module",
    [
        ("from .black_scholes import price", "pricing/book.py"),
        ("from .._validate import fail", "paths/prices.py"),
        ("from .answer import Answer\nfrom . import judge", "check/engine.py"),
        ("import gammalab as gl\nfrom gammalab import replay", "lab/live.py"),
        ("from gammalab.lab import live\nfrom gammalab import replay", "course/lesson_02/labs.py"),
        ("import numpy as np\nfrom scipy.special import ndtr", "pricing/black_scholes.py"),
    ],
)
def test_a_right_import_is_not_a_fault(source, module):
    assert faults_of_imports(source, PACKAGE / module) == []


def circle(graph):
    """The names on a circle of a graph {name: names}, or none."""
    left = {name: set(to) & set(graph) - {name} for name, to in graph.items()}
    while free := [name for name, to in left.items() if not to]:
        left = {name: to - set(free) for name, to in left.items() if name not in free}
    return sorted(left)


@pytest.mark.parametrize(
    "folder", sorted({floor(path) for path in MODULES} - {"", "_validate", "_frames"})
)
def test_no_circle_within_a_folder(folder):
    graph = {}
    for path in MODULES:
        if floor(path) == folder and path.stem != "__init__":
            source, name = path.read_text(encoding="utf-8"), path.stem
            inside = [target for target in imported(source, path) if target[:1] == (folder,)]
            graph[name] = {part for target in inside for part in target[1:]}
    assert circle(graph) == []


def test_a_circle_would_be_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["a", "b", "c"]
    assert circle({"a": {"b"}, "b": {"c"}, "c": set()}) == []


def test_no_name_differs_from_its_neighbour_only_by_case():
    def folded(names):
        seen = {}
        for name in names:
            seen.setdefault(name.replace("_", "").casefold(), []).append(name)
        return [twins for twins in seen.values() if len(twins) > 1]

    assert folded(["Smile", "smile"])  # the test can fail
    for module in (gl, gl.black_scholes, gl.smile, gl.bands, gl.crypto, gl.feedback, gl.theory):
        public = getattr(module, "__all__", None) or [
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
        ]
        assert folded(public) == [], module


def test_the_face():
    """About fifty names, and nothing beside them; each of them is there."""
    assert dir(gl) == sorted([*gl.__all__, "__version__"])
    assert 45 <= len(gl.__all__) <= 60
    for name in gl.__all__:
        assert getattr(gl, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Strddle'"):
        _ = gl.Strddle


def test_no_function_shadows_its_module():
    """`from gammalab.hedging import replay` must not mean a module today, a function tomorrow."""
    for path in MODULES:
        if path.stem != "__init__" and floor(path) not in TEACHES:
            package = importlib.import_module(
                "gammalab." + ".".join(path.relative_to(PACKAGE).parts[:-1])
                if path.parent != PACKAGE
                else "gammalab"
            )
            module = vars(package).get(path.stem)
            assert module is None or inspect.ismodule(module), f"{path.stem} hides its module"


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


def test_no_two_files_of_tests_have_one_name():
    """pytest imports them by their name alone."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py")]
    # Those of the browser, of the built site and of a class run by themselves.
    twice = {name for name in names if names.count(name) > 1} - {"conftest.py"}
    found = [path for path in (ROOT / "tests").rglob("conftest.py")]
    assert not twice
    assert {path.parent.name for path in found} <= {"tests", "browser", "site_built", "classroom"}
