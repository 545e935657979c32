"""Binder's files, as repo2docker itself finds them; tests/test_house.py holds what they pin."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = os.environ["GAMMALAB_SITE_PYTHON"]  # that of .venv-site, which has repo2docker


def look(folder):
    done = subprocess.run(
        [PYTHON, "-m", "web.binder", folder], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_repo2docker_finds_the_files_and_what_to_run():
    assert look(ROOT) == {
        "pack": "PythonBuildPack",
        "folder": "binder",
        "python": "3.11",
        "installs": ["binder/requirements.txt"],
        "after": ["binder/postBuild"],
    }


def test_it_finds_nothing_of_the_kind_in_an_empty_folder(tmp_path):
    assert look(tmp_path) == {"pack": None}


def test_what_binder_installs_is_small():
    lines = (ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert sum(line[:1].isalnum() for line in lines) <= 125  # the whole of `make lab`, no more
    assert os.access(ROOT / "binder" / "postBuild", os.X_OK)  # or Binder does not run it
