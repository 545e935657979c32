"""The pictures of labs that are saved in the notebooks are those that the labs draw today.

nbval runs every notebook and compares its text; pictures it leaves out.
"""

import base64
import importlib
import importlib.util
import re
from pathlib import Path

import nbformat
import pytest
from effort import picked

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("gammalab_build", ROOT / "tools" / "build.py")
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)


def saved():
    """(notebook, source, picture) of every cell of the lessons that is nothing but a lab."""
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]-*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            pictures = [o.data["image/png"] for o in cell.get("outputs", [])
                        if "image/png" in o.get("data", {})]  # fmt: skip
            if cell.cell_type == "code" and re.fullmatch(r"lab\.\w+\(.*\)", cell.source, re.S):
                yield pytest.param(path, cell.source, pictures, id=f"{path.stem}-{cell.source}")


@pytest.mark.parametrize("path, source, pictures", picked(saved(), of=6))
def test_the_saved_picture_is_the_one_that_the_lab_draws(path, source, pictures):
    labs = importlib.import_module(f"gammalab.course.lesson_{path.name[:2]}.labs")
    shown = eval(source, {"lab": labs})
    if not hasattr(shown, "png"):  # a table, or a number
        assert not pictures
        return
    (picture,) = pictures
    drawn = base64.b64encode(shown.png).decode("ascii")
    shown.close()
    assert build.pixels_off(picture, drawn) == "", f"make build, and look at {source} again"


def test_there_are_labs_to_compare():
    assert len(list(saved())) >= 4
