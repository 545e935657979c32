"""Write binder/requirements.txt from requirements.lock: the same versions, and the library itself.

Binder installs one file with pip, and pip does not take a folder (the line ".") in a file that has
hashes. So the hashes are left out here; the versions are as fixed as in the lock.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def requirements(lock):
    """The text of binder/requirements.txt for the text of a lock."""
    pins = [re.sub(r"\s*\\$", "", line) for line in lock.splitlines() if line[:1].isalnum()]
    head = "# Written by tools/lock_binder.py from requirements.lock: do not edit.\n"
    return head + "\n".join(pins) + "\n.\n"


if __name__ == "__main__":
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    (ROOT / "binder" / "requirements.txt").write_text(requirements(lock), encoding="utf-8")
