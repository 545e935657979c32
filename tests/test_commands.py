"""Commands that a page, a workflow or an image names: each has its target, its file, its module.

None of them is run here. A step of a workflow that names what was moved would fail on GitHub alone.
"""

import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml
from test_house import tracked

ROOT = Path(__file__).resolve().parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([\w-]+):(?!=)", MAKEFILE, re.M))
SETTINGS = set(re.findall(r"^(\w+) \?=", MAKEFILE, re.M)) | {"WORKERS"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
IGNORED = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
DEPLOY = ROOT / "deploy" / "jupyterhub"
# Of the tree, or made in it: what begins so is a path, and nothing else in a command is.
TOP = {path.relative_to(ROOT).parts[0] for path in tracked() if path.parent != ROOT}
PAGES = [
    path
    for path in tracked()
    if path.suffix == ".md" and path.parent.name not in ("cheat-sheets", "lessons")
]
SAID = re.compile(r"NN|DATE|STUDENT|…")  # in the place of a name
FENCE = re.compile(r"^```\n(.*?)^```$|`([^`\n]+)`", re.S | re.M)


def made(name):
    """Whether a path is one that git leaves out: it is there when something has made it."""
    return any(f"{name}/".startswith(one.strip("/") + "/") for one in IGNORED)


def there(name):
    """Whether a path is in the tree, or comes to be there."""
    return made(name) or any(ROOT.glob(name.rstrip("/")))


def unknown(command):
    """What a command of a shell names that is not there, a line each."""
    for line in re.split(r"\n|&&|\|\|?|;", command.replace("\\\n", " ")):
        try:
            words = shlex.split(line.replace("\\", "/"), comments=True)  # Windows' paths, too
        except ValueError:  # half of something in quotes
            words = line.split()
        words = words[words[0] == "$" :] if words else []
        if words[:1] == ["make"]:
            for word in words[1:]:
                name = word.partition("=")[0]
                if "=" in word and name not in SETTINGS:
                    yield f"make {word}: the Makefile has no {name}"
                if re.fullmatch(r"[a-z][\w-]*", word) and word not in TARGETS:
                    yield f"make {word}: there is no such target"
            continue
        for word, after in zip(words, [*words, ""][1:], strict=True):
            if word == "-m" and after.split(".")[0] in ("gammalab", "web"):
                place = ROOT.joinpath(*after.split("."))
                if not (place.with_suffix(".py").is_file() or (place / "__main__.py").is_file()):
                    yield f"-m {after}: there is no such module"
            path = word.partition("=")[2] if word.startswith("--") else word
            if re.match(r"[\w.-]+/|[\w.-]+\.lock$", path) and not SAID.search(path):
                known = path.split("/")[0] in TOP or "/" not in path
                # A student's clone is called gammalab, like the library in it.
                if known and not any(map(there, (path, path.removeprefix("gammalab/")))):
                    yield f"{path} is not there"
        for extras in re.findall(r"\.\[([\w,]+)\]", line):
            for extra in (
                set(extras.split(",")) - PROJECT["project"]["optional-dependencies"].keys()
            ):
                yield f"[{extra}]: pyproject.toml has no such extra"


@pytest.mark.parametrize(
    "command, said",
    [
        ("make tset", "make tset: there is no such target"),
        ("make lab WROK=x", "make WROK=x: the Makefile has no WROK"),
        ("cd x && make -k test-x", "make test-x: there is no such target"),
        ("python tools/gone.py 02", "tools/gone.py is not there"),
        (".venv\\Scripts\\python tools\\gone.py", "tools/gone.py is not there"),
        ("python tools/install.py requirements-gone.lock", "requirements-gone.lock is not there"),
        ("pytest -n 2 \\\n  --ignore=tests/gone", "tests/gone is not there"),
        ("python -m gammalab.gone a", "-m gammalab.gone: there is no such module"),
        ('pip install --editable ".[lab,gone]"', "[gone]: pyproject.toml has no such extra"),
    ],
)
def test_what_is_not_there_is_found(command, said):
    assert list(unknown(command)) == [said]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_command_of_a_page_is_there(page):
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    assert [line for pair in found for line in unknown("".join(pair))] == []


def test_the_commands_of_pages_are_seen():
    """Else the test above would pass for pages of which it reads nothing."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    seen = {"".join(pair).split("\n")[0].split(" #")[0] for pair in FENCE.findall(text)}
    assert {"make lab", "make test", "make site", "py -3 -m venv .venv"} <= seen


def test_make_names_each_target_that_it_has_and_no_other():
    named = set(re.findall(r'@echo "make ([\w-]+)', MAKEFILE))
    phony = set(re.search(r"^\.PHONY: (.*?[^\\])$", MAKEFILE, re.S | re.M)[1].split()) - {"\\"}
    parts = {"FORCE", "help", "test-library", "test-notebooks", "test-browser", "site-lock"}
    assert named == phony - parts and phony - {"FORCE"} <= TARGETS


# ---- workflows ----------------------------------------------------------------------------------


def jobs(path):
    """The jobs of a workflow, by name."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_step_of_a_workflow_is_there(path):
    for name, job in jobs(path).items():
        assert job["runs-on"] and 0 < job["timeout-minutes"] <= 120, name
        assert set(job) <= {"runs-on", "container", "timeout-minutes", "strategy", "env", "needs",
                            "permissions", "environment", "steps"}  # fmt: skip
        for needed in [job["needs"]] if "needs" in job else []:
            assert needed in jobs(path)
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step), step
            assert list(unknown(step.get("run", ""))) == []
            if "uses" in step:  # of GitHub's own; of others a name could change hands
                assert re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"])
            with_path = step.get("with", {}).get("path", "")
            assert not with_path or made(with_path), with_path


def test_the_workflows_run_what_the_readme_says():
    run = "\n".join(
        step.get("run", "") for path in WORKFLOWS for job in jobs(path).values()
        for step in job["steps"]
    )  # fmt: skip
    for target in ("lab", "test", "lint", "test-classroom", "test-site"):
        assert re.search(rf"\bmake {target}\b(?!-)", run), target
    assert list(unknown((ROOT / ".ci" / "run").read_text(encoding="utf-8"))) == []


# ---- the image of a hub -------------------------------------------------------------------------


def test_the_image_has_all_that_it_runs_and_nothing_of_anybodys():
    """It is built where somebody works: `COPY .` took their answers and environments along."""
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = {one for line in lines if line.startswith("COPY ") for one in line.split()[1:-1]}
    assert copied and all((ROOT / one).exists() for one in copied)
    assert not copied & {".", "./", "*"} and not any(map(made, copied))

    def inside(name):
        return any(name == one or name.startswith(f"{one}/") for one in copied)

    project = PROJECT["project"]
    flit = PROJECT["tool"]["flit"]
    needed = ["pyproject.toml", project["readme"], *project["license-files"]]
    needed += [flit["module"]["name"], flit["external-data"]["directory"]]
    (run,) = (line for line in lines if " tools/install.py" in line and not line.startswith("COPY"))
    needed += [word for word in run.split() if word.startswith(("tools/", "requirements"))]
    values = yaml.safe_load((DEPLOY / "values.yaml").read_text(encoding="utf-8"))
    started = values["singleuser"]["cmd"][0]
    assert f'CMD ["{started}"]' in lines
    needed.append(started.removeprefix("/opt/gammalab/"))
    assert len(needed) == 8 and [name for name in needed if not inside(name)] == []
    python = values["singleuser"]["extraEnv"]["GAMMALAB_PYTHON"]
    assert f"ENV GAMMALAB_PYTHON={python}" in lines and f" {python} tools/install.py" in "\n".join(
        lines
    )
