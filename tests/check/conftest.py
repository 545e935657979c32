"""Shared by the tests of feedback: a student's folder, and a kernel that works in it."""

import pytest

from gammalab import work
from gammalab.check import ask, record


@pytest.fixture
def student(tmp_path, monkeypatch):
    """A student's folder, and a kernel in it that is neither testing nor grading."""
    (tmp_path / work.MARKER).write_text("{}")
    for name in record.STRICT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(record, "_unsaved", [])
    monkeypatch.setattr(record, "_seen_folder", None)
    monkeypatch.setattr(record, "_trouble", "")
    monkeypatch.setattr(record, "watching", type(record.watching)())
    monkeypatch.setattr(ask, "_told", False)
    return tmp_path
