"""Run all parts of the tests: the browser's and the notebooks' beside the library's.

Called by `make test`. A browser's test mostly waits for a page, and many of the library's for a
kernel, so the two together take hardly longer than either. The notebooks follow the browser. What
these two say comes when the library's part is through, so that nothing is mixed.

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
        beside = subprocess.Popen(
            [make, "test-browser", "test-notebooks"], stdout=kept, stderr=subprocess.STDOUT
        )
        try:
            library = subprocess.call([make, "test-library"])
            alone = time.monotonic()
            others = beside.wait()
        except KeyboardInterrupt:  # the terminal has told the others, too
            beside.wait()
            return 130
        kept.seek(0)
        sys.stdout.flush()
        sys.stdout.buffer.write(kept.read())
    now = time.monotonic()
    print(
        f"All parts: {now - start:.0f} s, of which {now - alone:.0f} for the browser and the "
        "notebooks alone."
    )
    return 1 if library or others else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
