"""Every lab of the course, found by itself and driven through the corners of its controls."""

import importlib
import pkgutil

import pytest
from effort import sampled
from sweep import sweep

import gammalab.course
from gammalab.lab import Lab


def labs():
    """{where: lab}, each lab once, by the module that it is made in."""
    found = {}
    for module in pkgutil.walk_packages(gammalab.course.__path__, "gammalab.course."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Lab):
                place = module.name.removeprefix("gammalab.course.")
                if "." in place and (value not in found.values() or not place.endswith(".labs")):
                    found = {where: lab for where, lab in found.items() if lab is not value}
                    found[f"{place}.{name}"] = value
    return found


LABS = labs()


def test_labs_are_found():
    assert {"lesson_02.path.one_path", "lesson_02.replays.august_2015"} <= set(LABS)
    assert len({id(lab) for lab in LABS.values()}) == len(LABS) >= 4


# Their pictures take longer than anything else here, and each lab has tests of its own besides.
@pytest.mark.parametrize("lab", sampled(LABS.values(), of=6), ids=LABS)
def test_lab(lab):
    assert sweep(lab) >= 3 ** min(len(lab.controls), 2)  # one alone, or pairs of them
