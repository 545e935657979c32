"""tools/install.py and make_venv.sh: whoever's settings, whatever fails. Nothing is downloaded."""

import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from effort import thorough

ROOT = Path(__file__).resolve().parent.parent.parent
_spec = importlib.util.spec_from_file_location("gammalab_install", ROOT / "tools" / "install.py")
install = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(install)

SETTINGS = """\
[global]
index-url = https://ann:secret@mirror.example/simple
extra-index-url =
    https://one.example/simple
    https://two.example/simple
trusted-host = mirror.example
proxy = http://proxy.example:3128
no-cache-dir = true
require-virtualenv = true
break-system-packages = true
constraint = /nowhere/constraints.txt
[install]
user = true
target = /nowhere/target
root = /nowhere/root
no-binary = :all:
require-hashes = true
index-url = https://nearer.example/simple
"""


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """Settings of a user that would send packages elsewhere; returns their file."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    file = tmp_path / "pip.conf"
    file.write_text(SETTINGS)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    return file


def test_settings_that_lead_to_packages_are_kept_and_no_others(settings, monkeypatch):
    monkeypatch.setenv("PIP_PREFIX", "/nowhere/prefix")
    monkeypatch.setenv("PIP_CERT", "/etc/company.pem")
    made = install.pip_environment()
    assert made["PIP_CONFIG_FILE"] == os.devnull
    pip = {name: value.split() for name, value in made.items() if name.startswith("PIP_")}
    assert pip["PIP_INDEX_URL"] == ["https://nearer.example/simple"]  # [install] over [global]
    assert pip["PIP_EXTRA_INDEX_URL"] == [
        "https://one.example/simple",
        "https://two.example/simple",
    ]
    assert pip["PIP_PROXY"] == ["http://proxy.example:3128"]
    assert pip["PIP_CERT"] == ["/etc/company.pem"]
    for name in ("USER", "TARGET", "PREFIX", "ROOT", "CONSTRAINT", "NO_BINARY", "REQUIRE_HASHES",
                 "REQUIRE_VIRTUALENV", "BREAK_SYSTEM_PACKAGES"):  # fmt: skip
        assert f"PIP_{name}" not in pip
    assert made["PATH"] == os.environ["PATH"]


def test_a_variable_has_the_last_word(settings, monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://mine.example/simple")
    assert install.pip_environment()["PIP_INDEX_URL"] == "https://mine.example/simple"


def test_settings_that_cannot_be_read_are_named(settings, capsys):
    settings.write_text("user = true\n[global\n")
    with pytest.raises(SystemExit, match="own settings cannot be read"):
        install.pip_environment()
    assert str(settings) in capsys.readouterr().out


def wheel(folder, name):
    """A small wheel; returns its hash as a lock names it."""
    import hashlib

    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr(f"{name}.py", "here = True\n")
        out.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\n"
                     "Version: 1.0\n")  # fmt: skip
        out.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: test\n"
                     "Root-Is-Purelib: true\nTag: py3-none-any\n")  # fmt: skip
        out.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with an environment, in a folder with a space and an é."""
    course = tmp_path_factory.mktemp("place") / "my course, é"
    shutil.copytree(ROOT / "tools", course / "tools")
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, course)
    (course / "notebooks").mkdir()
    if os.name == "nt":
        subprocess.run([sys.executable, "-m", "venv", course / ".venv"], check=True)
    else:
        made = subprocess.run(["sh", "tools/make_venv.sh", ".venv", sys.executable], cwd=course,
                              capture_output=True, text=True)  # fmt: skip
        assert made.returncode == 0, made.stderr
    return course


@thorough  # a minute: an environment, and packages in it
def test_a_real_install_with_settings_that_would_break_it(course, tmp_path, monkeypatch):
    """From a folder of wheels."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    found = wheel(wheels, "gammalab_scratch")
    (course / "test.lock").write_text(f"gammalab-scratch==1.0 --hash={found}\n")
    (course / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "here"\nbackend-path = ["."]\n'
        '[project]\nname = "gammalab-itself"\nversion = "1.0"\n'
    )
    itself = tmp_path / "itself"
    itself.mkdir()
    wheel(itself, "gammalab_itself")
    (course / "here.py").write_text(
        "import shutil\n"
        "def build_editable(folder, *rest, **more):\n"
        f"    shutil.copy({str(itself / 'gammalab_itself-1.0-py3-none-any.whl')!r}, folder)\n"
        "    return 'gammalab_itself-1.0-py3-none-any.whl'\n"
        "build_wheel = build_editable\n"
    )
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    (tmp_path / "pip.conf").write_text(
        f"[global]\nno-index = true\nfind-links = {wheels}\nno-cache-dir = true\n"
        "require-hashes = true\n"
        f"[install]\nuser = true\ntarget = {tmp_path / 'elsewhere'}\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    python = next(p for p in (course / ".venv").glob("*/python*") if p.stem == "python")
    done = subprocess.run([python, course / "tools" / "install.py", "test.lock"],
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    subprocess.run([python, "-c", "import gammalab_scratch, gammalab_itself"], check=True)
    assert not (tmp_path / "elsewhere").exists()
    # The same again, with a lock whose hash is another's: the advice is about that, and short.
    (course / "test.lock").write_text(f"gammalab-scratch==1.0 --hash=sha256:{'0' * 64}\n")
    subprocess.run([python, "-m", "pip", "uninstall", "-qy", "gammalab_scratch"], check=True)
    done = subprocess.run([python, course / "tools" / "install.py", "test.lock"],
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 1 and "a download was damaged" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_students_import_is_compiled_where_they_cannot_write(tmp_path, monkeypatch):
    """Also where the environment, as that of many containers, says that Python should not."""
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setattr(install, "ROOT", tmp_path)
    for name in ("gammalab_one", "gammalab_two"):
        (tmp_path / f"{name}.py").write_text("")
    install.compile_imports(["gammalab_one", "gammalab_two"])
    made = {path.name.partition(".")[0] for path in tmp_path.glob("__pycache__/*.pyc")}
    assert made == {"gammalab_one", "gammalab_two"}
    assert {*install.COMPILED} < {path.name for path in ROOT.glob("*.lock")}
    assert "jupyterhub.singleuser" in " ".join(install.COMPILED["requirements-classroom.lock"])


FAULTS = {
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device":
        "disk is full",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "damaged",
    "WARNING: Retrying (...) after connection broken by 'ProxyError('Cannot connect to proxy.', "
    "NewConnectionError(...))': /simple/\nERROR: Could not find a version that satisfies x":
        "HTTPS_PROXY=",
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))\n"
    "Max retries exceeded": "global.cert",
    "WARNING: Retrying after 'NewConnectionError('Failed to establish a new connection: "
    "[Errno -3] Temporary failure in name resolution')'\n"
    "ERROR: No matching distribution found for anyio==4": "no way to the index",
    "ERROR: Could not find a version that satisfies the requirement anyio==4 (from versions: 3)\n"
    "ERROR: No matching distribution found for anyio==4": "does not have the version",
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'":
        "may not be written",
    "ERROR: [WinError 32] The process cannot access the file": "Close JupyterLab",
    "[WinError 206] The filename or extension is too long": "too long",
    "error: Microsoft Visual C++ 14.0 or greater is required": "Choose another Python",
    "/x/.venv/bin/python: No module named pip": "Remove the folder .venv",
    "403 Client Error: Forbidden for url": "a name and a password",
    "something that nobody has seen": "check the network",
}  # fmt: skip


@pytest.mark.parametrize("log, words", FAULTS.items(), ids=FAULTS.values())
def test_the_advice_fits_the_fault(log, words):
    said = install.advice(log, {"PIP_INDEX_URL": "https://ann:secret@mirror.example/simple"})
    assert words in said and said.startswith("What to do: ")
    assert "secret" not in said and "{" not in said


def test_the_index_of_the_user_is_named():
    said = install.advice("No matching distribution", {"PIP_INDEX_URL": "https://a:b@m.example/s"})
    assert "https://m.example/s" in said


# ---- the environment ----------------------------------------------------------------------------

posix = pytest.mark.skipif(os.name == "nt" or not shutil.which("make"), reason="needs make, sh")


def fits(folder):
    done = subprocess.run(["sh", ROOT / "tools" / "make_venv.sh", "--fits", ".venv"], cwd=folder,
                          capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0
    return done.stdout.strip() == "yes"


@thorough
@posix
def test_an_environment_of_another_place_or_without_its_python_is_made_anew(course, tmp_path):
    here = course
    (here / "pyproject.toml").touch()
    (here / ".venv" / "lab.stamp").touch()

    def plan(folder):
        done = subprocess.run(["make", "-n", "lab"], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    again = ("make_venv.sh .venv", "tools/install.py requirements.lock")
    assert fits(here) and not any(step in plan(here) for step in again)
    moved = here.rename(here.with_name("moved"))
    assert not fits(moved) and all(step in plan(moved) for step in again)
    moved.rename(here)
    python = here / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(tmp_path / "gone" / "python3")  # an upgrade of the system took it away
    assert not fits(here) and all(step in plan(here) for step in again)


@posix
def test_no_python_that_is_new_enough_is_said(tmp_path):
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(["/bin/sh", ROOT / "tools" / "make_venv.sh", tmp_path / "venv"],
                          env={"PATH": str(tmp_path)}, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 1 and "No Python 3.11 or newer" in done.stderr
    assert "apt-get install" in done.stderr and not (tmp_path / "venv").exists()


@posix
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    done = subprocess.run(
        ["sh", ROOT / "tools" / "make_venv.sh", "file/venv", sys.executable],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and "1 GB of the disk is free" in done.stderr
