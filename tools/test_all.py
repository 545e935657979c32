"""Run all parts of the tests, and say how long they took. Called by `make test`.

The browser's part comes by itself, after the others: anywidget gives a widget two seconds to start,
and beside two more busy workers some of them took longer.

    python tools/test_all.py MAKE

Exit code 1 when a part failed.
"""

import subprocess
import sys
import time


def main(make):
    start = time.monotonic()
    try:
        others = subprocess.call([make, "test-library", "test-notebooks"])
        alone = time.monotonic()
        browser = subprocess.call([make, "test-browser"])
    except KeyboardInterrupt:  # the terminal has told the others, too
        return 130
    now = time.monotonic()
    print(f"All parts: {now - start:.0f} s, of which {now - alone:.0f} for the browser.")
    return 1 if others or browser else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
