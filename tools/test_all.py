"""Run all parts of the tests: the browser's beside the others. Called by `make test`.

A browser's test mostly waits for a page, so the two together take hardly longer than the others
alone. What the browser's part says comes when the others are through, so that nothing is mixed.

    python tools/test_all.py MAKE

Exit code 1 when a part failed; with `make -k test` the parts after a failure run as well.
"""

import subprocess
import sys
import tempfile
import time


def main(make):
    start = time.monotonic()
    with tempfile.TemporaryFile() as kept:
        browser = subprocess.Popen([make, "test-browser"], stdout=kept, stderr=subprocess.STDOUT)
        try:
            others = subprocess.call([make, "test-library", "test-notebooks"])
            alone = time.monotonic()
            failed = browser.wait()
        except KeyboardInterrupt:  # the terminal has told the others, too
            browser.wait()
            return 130
        kept.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(kept.read())
    now = time.monotonic()
    print(f"All parts: {now - start:.0f} s, of which {now - alone:.0f} for the browser alone.")
    return 1 if others or failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
