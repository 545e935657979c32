#!/bin/sh
# Make the virtual environment: tools/make_venv.sh FOLDER [PYTHON]
# Without PYTHON, the first of python3.14 ... python3.11, python3 that runs and is new enough.
#
# tools/make_venv.sh --fits FOLDER says yes if the environment there runs and was made there.
if [ "$1" = --fits ]; then
    # Python 3.11 and newer note the command that made it, which ends with the folder's full path.
    # Without the note (another tool made it) it is taken as it is.
    made=$(sed -n 's/^command = .* -m venv [^/]*//p' "$2/pyvenv.cfg" 2>/dev/null)
    if "$2/bin/python" -c 'import pip' >/dev/null 2>&1 &&
        { [ -z "$made" ] || [ "$made" = "$(pwd -P)/$2" ]; }; then
        echo yes
    fi
    exit 0
fi

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
    echo "$python could not make $folder. Its own message is above."
    echo "What to do: see that you may write in $(pwd), and that 1 GB of the disk is free:"
    df -h . | sed 's/^/  /'
    exit 1
fi >&2
