"""Settings for every test, and a student's folder for those that need one."""

import sys

import comm
import pytest
from effort import THOROUGH, often
from hypothesis import HealthCheck, settings

# nbformat imports jsonschema, and that builds 39 grammars of web addresses where it finds this
# package: three seconds of every worker, for what no test looks at.
sys.modules.setdefault("rfc3987_syntax", None)

# Hypothesis must not fail a test for a slow moment of a busy machine. `make test` tries the same
# examples each time, so that nobody's change is blamed for an old fault; the thorough run, which is
# there to find those, tries new ones.
settings.register_profile(
    "gammalab",
    deadline=None,
    max_examples=often(100),
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not THOROUGH,
)
settings.load_profile("gammalab")


def holds_none(value):
    """Whether None stands anywhere in what a message holds."""
    if isinstance(value, dict):
        return any(map(holds_none, value.values()))
    return value is None or (isinstance(value, list | tuple) and any(map(holds_none, value)))


@pytest.fixture(autouse=True)
def no_widget_sends_none(monkeypatch):
    """In JupyterLite a None is left out of a message: a lab that said so would never open there.

    A widget's first message may hold some: what is missing there is the page's own default.
    """
    wrong = []

    def publish_msg(_self, kind, data=None, **_more):
        if kind == "comm_msg" and holds_none(data):
            wrong.append(data)

    monkeypatch.setattr(comm.DummyComm, "publish_msg", publish_msg)
    yield
    assert not wrong, f"None in a message to the page: {wrong[:3]}"


@pytest.fixture
def student(tmp_path, monkeypatch):
    """A student's folder, and a kernel in it that is neither testing nor grading."""
    from gammalab import work
    from gammalab.check import ask, record

    (tmp_path / work.MARKER).write_text("{}")
    for name in work.UNATTENDED:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(record, "_unsaved", [])
    monkeypatch.setattr(record, "_seen_folder", None)
    monkeypatch.setattr(record, "_trouble", "")
    monkeypatch.setattr(record, "watching", type(record.watching)())
    monkeypatch.setattr(ask, "_told", False)
    return tmp_path
