"""Install a lock and the library into the environment that runs this: tools/install.py LOCK

pip prints some 250 lines for a lock of this size; this shows one line that moves. What pip said is
printed whole if it fails, with advice that fits the fault. What a lesson imports is compiled, so
that its first cell need not do it, and for a class what a student's server imports: there students
cannot write into the environment, and would compile it at each start. For tests it is what they
import, because several processes begin at once, and each of them would compile all of it.

Of the user's own settings for pip (files and PIP_ variables) only those are kept that say how to
reach packages: an index, a proxy, a certificate, a cache. Others change what is installed or where.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
# A machine behind a mirror or a proxy works through these; user, target, prefix, root, constraint,
# no-binary, require-hashes and their like are left out.
KEPT = {
    "cache-dir", "cert", "client-cert", "default-timeout", "extra-index-url", "find-links",
    "index-url", "keyring-provider", "no-cache-dir", "no-index", "proxy", "resume-retries",
    "retries", "timeout", "trusted-host",
}  # fmt: skip

# By the kernel of a lesson, and by JupyterLab itself: two processes, as they will be.
IMPORTED = (
    "ipykernel.kernelapp, ipykernel.zmqshell, pandas, scipy.optimize, gammalab.lab, gammalab.check",
    "jupyterlab.labapp, jupyter_server.serverapp, jupyterlab_server, jupyter_lsp",
)
COMPILED = {
    "requirements.lock": IMPORTED,
    "requirements-test.lock": (
        *IMPORTED,
        "QuantLib, distributed, hypothesis, jupytext, nbclient, playwright.sync_api, pytest, "
        "scipy.stats, xdist.remote",
    ),
    "requirements-classroom.lock": (*IMPORTED, "jupyterhub.singleuser.app, nbgitpuller.pull"),
}

# A line for each package: found in an index, as a file, or there already.
TAKEN = re.compile(
    r"(?:Collecting |Processing (?:.*[/\\])?|Requirement already satisfied: )"
    r"([\w.-]+?)(?:-\d|[=<> ])"
)


# What pip says of a fault, and what to do then: the first that fits. A fault of the network is said
# last of all its tries, so what is more special stands first.
FAULTS = (
    (
        r"No space left|Errno 28|not enough space on the disk|Disk quota exceeded",
        "the disk is full, or your share of it is. Free 1 GB, then run this again. pip also needs\n"
        "room for its downloads: in TMPDIR (TEMP on Windows), and in its cache (pip cache dir).",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "a download was damaged, or the index has another file than the one that was tested.\n"
        "Empty pip's cache ({python} -m pip cache purge), then run this again. If it stays, the\n"
        "index is at fault: {index}.",
    ),
    (
        r"ProxyError|Tunnel connection failed|Cannot connect to proxy|407 Proxy",
        "the proxy could not be used. Name yours, with its port: HTTPS_PROXY=http://name:port, or\n"
        "pip config set global.proxy http://name:port. Then run this again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError|SSLError",
        "the certificate of the index is not trusted here. Behind a company's proxy, name its\n"
        "certificate: pip config set global.cert FILE. Then run this again.",
    ),
    (
        r"401 Client Error|403 Client Error|401 Error|403 Error",
        "the index wants a name and a password, or refuses you: {index}.",
    ),
    (
        r"NewConnectionError|NameResolutionError|Name or service not known|getaddrinfo failed|"
        r"name resolution|Connection refused|Network is unreachable|Max retries|timed out|"
        r"ConnectionResetError|RemoteDisconnected|IncompleteRead",
        "there is no way to the index: {index}.\nSee that the network works, then run this again.",
    ),
    (
        r"Permission denied|Errno 13|Access is denied|WinError (5|32)\b",
        "a file may not be written. Close JupyterLab if it runs, see that the folder is yours,\n"
        "and run this again. If it stays, remove the folder .venv.",
    ),
    (
        r"WinError 206|filename or extension is too long|File name too long",
        "the path of this folder is too long. Move the course to a shorter one, then run\n"
        "this again.",
    ),
    (
        r"No matching distribution|Could not find a version",
        "the index does not have the version that was tested, for Python {version}: {index}.\n"
        "If it is a mirror, it may be behind. Else choose another Python, 3.11 or newer:\n"
        "remove .venv, then make lab PYTHON=/path/to/python3",
    ),
    (
        r"Failed building wheel|Failed to build|Microsoft Visual C\+\+|not a supported wheel",
        "a package is not ready-made for Python {version} on this machine. Choose another Python,\n"
        "3.11 or newer: remove .venv, then make lab PYTHON=/path/to/python3",
    ),
    (
        r"No module named pip",
        "the environment is not whole. Remove the folder .venv, then run this again.",
    ),
    (
        r"could not be loaded|Configuration file contains",
        "pip's own settings cannot be read. Mend the file that it names, then run this again.",
    ),
)


def advice(log, environment):
    """What to do about a fault, for what pip said (text) and the environment it ran in."""
    index = environment.get("PIP_INDEX_URL", "pip's own, the Python Package Index")
    index = re.sub(r"//[^/@]*@", "//", index)  # no password on the screen
    fitting = (words for pattern, words in FAULTS if re.search(pattern, log))
    words = next(fitting, "check the network and the free disk space (1 GB), then run this again.")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return "What to do: " + words.format(index=index, python=sys.executable, version=version)


def clean_environment(listed, environment):
    """The environment for pip: of what `pip config list` says, only what is in KEPT."""
    kept = {k: v for k, v in environment.items() if not k.upper().startswith("PIP_")}
    kept["PIP_CONFIG_FILE"] = os.devnull  # pip then reads no file of settings at all
    settings = {}
    for line in listed.splitlines():
        place, equals, value = line.partition("=")
        section, _, name = place.partition(".")
        if equals and name in KEPT and section in ("global", "install", ":env:"):
            settings[section, name] = str(ast.literal_eval(value))
    for section in ("global", "install", ":env:"):  # as pip does: the last has the last word
        for (where, name), value in settings.items():
            if where == section:
                kept["PIP_" + name.upper().replace("-", "_")] = value
    return kept


def pip_environment():
    """The same, for the settings of who runs this."""
    asked = subprocess.run(
        [*PIP, "config", "list"], capture_output=True, text=True, errors="replace"
    )
    if asked.returncode:
        print(asked.stdout + asked.stderr)
        raise SystemExit(advice(asked.stdout + asked.stderr, {}))
    return clean_environment(asked.stdout, os.environ)


def main(lock):
    environment = pip_environment()
    left = len(re.findall(r"^[A-Za-z0-9]", (ROOT / lock).read_text(encoding="utf-8"), re.M))
    done = 0
    log = []
    show = Progress()
    # Most of what is here is never imported: `compile_imports` knows what is.
    command = [*PIP, "install", "--no-color", "--progress-bar", "off", "--no-compile"]
    command += ["--require-hashes", "-r", lock]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        text=True,
        errors="replace",  # the folder's name may be in letters that pip's pipe has not
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
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
            + advice("".join(log), environment)
        )
    # --no-build-isolation: flit_core is in the lock, so nothing unlocked is fetched to build with.
    library = [*PIP, "install", "--quiet", "--no-deps", "--no-build-isolation", "--editable", "."]
    made = subprocess.run(
        library, cwd=ROOT, env=environment, capture_output=True, text=True, errors="replace"
    )
    if made.returncode:
        print(made.stdout + made.stderr)
        raise SystemExit(
            "pip could not install gammalab itself; its own message is above.\n"
            + advice(made.stdout + made.stderr, environment)
        )
    print("  gammalab installed from this folder", flush=True)
    if lock in COMPILED:
        compile_imports(COMPILED[lock])


def compile_imports(imported):
    """Import what processes will import, each a text: Python compiles it and writes that down."""
    print("  compiling what is imported, some ten seconds", flush=True)
    # Containers often set it: then nothing would be written down.
    may_write = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    running = [
        subprocess.Popen([sys.executable, "-c", f"import {names}"], cwd=ROOT, env=may_write)
        for names in imported
    ]
    if any([python.wait() for python in running]):
        raise SystemExit(
            "The packages are installed, but Python cannot import them; its own message is above.\n"
            "What to do: "
            + (
                "PYTHONPATH is set, and may show Python other packages: unset it, and run this "
                "again."
                if os.environ.get("PYTHONPATH")
                else "remove the folder .venv, and run this again."
            )
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
    sys.stdout.reconfigure(errors="replace")
    main(sys.argv[1])
