#!/bin/sh
# What runs as the student when a server starts: bring the course up to date, make or renew the
# copies, start JupyterLab in them. Where the new version cannot be had, the old one does.
set -u
course="$HOME/gammalab"
bin=$(dirname "$GAMMALAB_PYTHON")
umask 077

timeout 60 "$GAMMALAB_PYTHON" -m nbgitpuller.pull "$GAMMALAB_REPOSITORY" "$GAMMALAB_BRANCH" \
    "$course" || echo "The course could not be brought up to date."
"$GAMMALAB_PYTHON" -m gammalab.work --course "$course" || exit 1
cd "$course/my-course" || exit 1
PATH="$bin:$PATH" exec "$GAMMALAB_PYTHON" -m jupyterhub.singleuser "$@"
