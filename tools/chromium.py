"""Say that the browser tests have no browser, and what to do; say nothing when they have one."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))
from lab_page import find_browser  # noqa: E402  (the tests' own rule, so that they agree)

MISSING = """\
No Chromium was found: the browser tests {fate}.
To run them:
  Debian:    sudo apt-get install chromium
  Ubuntu:    sudo snap install chromium
  macOS:     brew install --cask chromium
  elsewhere: Google Chrome is as good; name its program, GAMMALAB_CHROMIUM=/path/to/chrome"""

if find_browser() is None:
    required = os.environ.get("GAMMALAB_REQUIRE_BROWSER") == "1"
    print(MISSING.format(fate="will fail" if required else "are skipped"), file=sys.stderr)
