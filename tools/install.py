"""Install a lock and the library into the environment that runs this: tools/install.py LOCK

pip prints some 250 lines for a lock of this size; this shows one line that moves. What pip said is
printed whole if it fails. What a lesson imports is compiled, so that its first cell need not do it;
for tests it is not, because they compile what they import in any case.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]

LESSONS = "requirements.lock"
# By the kernel of a lesson, and by JupyterLab itself: two processes, as they will be.
IMPORTED = (
    "ipykernel.kernelapp, ipykernel.zmqshell, pandas, scipy.optimize, gammalab.lab, gammalab.check",
    "jupyterlab.labapp, jupyter_server.serverapp, jupyterlab_server, jupyter_lsp",
)

# A line for each package: found in an index, as a file, or there already.
TAKEN = re.compile(
    r"(?:Collecting |Processing (?:.*[/\\])?|Requirement already satisfied: )"
    r"([\w.-]+?)(?:-\d|[=<> ])"
)


def main(lock):
    left = len(re.findall(r"^[A-Za-z0-9]", (ROOT / lock).read_text(encoding="utf-8"), re.M))
    done = 0
    log = []
    show = Progress()
    # Most of what is here is never imported: `compile_imports` knows what is.
    command = [*PIP, "--no-color", "--progress-bar", "off", "--no-compile"]
    command += ["--require-hashes", "-r", lock]
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as pip:
        for line in pip.stdout:
            log.append(line)
            if line.startswith("Ignoring "):  # a package of another system or Python
                left -= 1
            elif match := TAKEN.match(line):
                done += 1
                show(f"  {done} of {left} packages: {match[1]}", last=done == left)
            elif line.startswith("Installing collected"):
                show(f"  unpacking {line.count(',') + 1} packages, about half a minute", last=True)
    if pip.returncode:
        print("".join(log[-60:]))
        raise SystemExit(
            f"pip could not install {lock}; its own message is above.\n"
            "What to do: check the network and the free disk space (1 GB), then run this again.\n"
            "If a hash did not match, the download was damaged: pip cache purge, and run again."
        )
    # --no-build-isolation: flit_core is in the lock, so nothing unlocked is fetched to build with.
    library = [*PIP, "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
    subprocess.run(library, cwd=ROOT, check=True)
    print("  gammalab installed from this folder", flush=True)
    if lock == LESSONS:
        compile_imports()


def compile_imports():
    """Import what a lesson imports: Python compiles it and writes that down."""
    print("  compiling what a lesson imports, some ten seconds", flush=True)
    running = [
        subprocess.Popen([sys.executable, "-c", f"import {names}"], cwd=ROOT) for names in IMPORTED
    ]
    if any([python.wait() for python in running]):
        raise SystemExit(
            "The packages are installed, but Python cannot import them; its own message is above.\n"
            "What to do: remove the folder .venv, and run this again."
        )


class Progress:
    """One line that is written over in a terminal; a line now and then in a log file."""

    def __init__(self):
        self.calls = 0

    def __call__(self, text, last):
        self.calls += 1
        if sys.stdout.isatty():
            print("\r\x1b[K" + text, end="\n" if last else "", flush=True)
        elif last or self.calls % 25 == 1:
            print(text, flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
