"""Run some of nbgrader's commands, one after the other: to start nbgrader takes longer than most.

    python nbgrader_day.py '[["folder", "autograde", "01-…"], …]'

Prints nbgrader's own log; ends with the number of commands that failed.
"""

import json
import os
import sys

from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp


def run(folder, *command):
    """Whether the command, given as on the command line, succeeded."""
    os.chdir(folder)
    app = NbGraderApp()
    try:
        app.initialize(list(command))
        app.start()
    except NoStart:  # the subcommand has run
        return True
    except SystemExit as end:
        return not end.code
    finally:
        while app is not None:
            app.clear_instance()
            app = app.subapp
    return True


if __name__ == "__main__":
    failed = [command for command in json.loads(sys.argv[1]) if not run(*command)]
    print("failed:", failed)
    sys.exit(len(failed))
