"""What the commands of the library have in common: how they end."""

import os
import sys


def end(main):
    """Run `main()` and end Python with what it returns; in silence where nobody reads on.

    `python -m gammalab.check.classroom submitted | head` closes the pipe while the table is being
    written. That is no fault, and a traceback under the lines that were asked for is one.
    """
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more when it ends, into what is closed: give it something open.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)
