"""What Binder would make of this repository, asked of repo2docker itself: python -m web.binder

Prints JSON: the build pack that feels responsible, its Python, what it would run and in which
order, and the packages with a version that the folder binder/ names.
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
        listed = Path(pack.binder_path("requirements.txt")).read_text(encoding="utf-8")
        return {
            "pack": kind.__name__,
            "folder": str(pack.binder_dir),
            "python": pack.python_version,
            "installs": re.findall(r'install[^&|;]*-r "?([^\s"]+)', assembled),
            "after": pack.get_post_build_scripts(),
            "pinned": dict(re.findall(r"^([\w.-]+)==(\S+)", listed, re.M)),
            "loose": re.findall(r"^(?!#)[^\s=]+\s*$", listed, re.M),
        }
    finally:
        os.chdir(here)


if __name__ == "__main__":
    print(json.dumps(look(sys.argv[1] if len(sys.argv) > 1 else ".")))
