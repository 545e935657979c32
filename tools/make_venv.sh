#!/bin/sh
# Make the virtual environment: tools/make_venv.sh FOLDER [PYTHON]
# Without PYTHON, the first of python3.14 ... python3.11, python3 that runs and is new enough.
folder=$1
wanted=$2

new_enough() { # run it: a name on the PATH may be a shim with no interpreter behind it
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

how_to_get_python() {
    echo "What to do:"
    echo "  Debian, Ubuntu:  sudo apt-get install python3 python3-venv"
    echo "                   (Debian 12, Ubuntu 24.04 or newer; older ones have an older Python)"
    echo "  macOS:           brew install python, or the installer from https://www.python.org"
    echo "  Windows:         the installer from https://www.python.org, then see docs/windows.md"
    echo "If it is there under another name:  make lab PYTHON=/path/to/python3"
}

if [ -n "$wanted" ]; then
    if ! new_enough "$wanted"; then
        echo "PYTHON=$wanted does not run, or is older than Python 3.11."
        how_to_get_python
        exit 1
    fi >&2
    python=$wanted
else
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if new_enough "$name"; then
            python=$name
            break
        fi
    done
    if [ -z "$python" ]; then
        echo "No Python 3.11 or newer was found: the course needs one."
        how_to_get_python
        exit 1
    fi >&2
fi

echo "Making $folder with $("$python" --version) ..."
if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    echo "$python cannot make virtual environments: its module venv or ensurepip is missing."
    echo "What to do (Debian, Ubuntu):  sudo apt-get install python$version-venv"
    exit 1
fi >&2
if ! "$python" -m venv --clear "$folder"; then
    rm -rf "$folder" # half an environment would look like a whole one next time
    echo "$python could not make $folder. Its own message is above." >&2
    exit 1
fi
