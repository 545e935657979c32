"""What Binder would make of this repository, asked of repo2docker itself: python -m web.binder

Prints JSON: the build pack that feels responsible, its Python, what it would install from, and
what it would run after that.
"""

import json
import os
import re
import sys
from pathlib import Path

from repo2docker.app import Repo2Docker


def look(repository):
    """The findings for the repository in a folder, as a dict; `pack` is None where none fits."""
    here = Path.cwd()
    os.chdir(repository)  # build packs look at where they run
    try:
        machine = Repo2Docker()
        for kind in machine.buildpacks:
            pack = kind(machine.base_image)
            if pack.detect():
                break
        else:
            return {"pack": None}
        assembled = " ".join(script for _, script in pack.get_assemble_scripts())
        return {
            "pack": kind.__name__,
            "folder": str(pack.binder_dir),
            "python": pack.python_version,
            "installs": re.findall(r'install[^&|;]*-r "?([^\s"]+)', assembled),
            "after": pack.get_post_build_scripts(),
        }
    finally:
        os.chdir(here)


if __name__ == "__main__":
    print(json.dumps(look(sys.argv[1] if len(sys.argv) > 1 else ".")))
