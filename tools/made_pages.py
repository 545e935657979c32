"""What cheat_sheets.py and instructor_guide.py have in common: how a made page is kept."""

import sys

from lesson_text import ROOT


class Fault(Exception):
    """What is wrong with the plan of a page, said to the person who writes it."""


def keep(tool, make, arguments=None, root=ROOT, folder=None):
    """Write the pages {path in the tree: text} of `make(root)`; with --check only compare them.

    Returns 1 for a Fault, and with --check for a page that is not what was made. `tool` is the
    script's name, without .py. Where all of `folder` is made, what does not belong there is named.
    """
    check = "--check" in (sys.argv[1:] if arguments is None else arguments)
    try:
        made = make(root)
    except Fault as fault:
        print(f"tools/{tool}.py: {fault}", file=sys.stderr)
        return 1
    differ = [
        name
        for name, page in made.items()
        if not (root / name).exists() or (root / name).read_text(encoding="utf-8") != page
    ]
    there = {f"{folder}/{path.name}" for path in (root / folder).glob("*.md")} if folder else set()
    stale = sorted(there - made.keys())
    if check:
        for name in differ + stale:
            print(f"{name} is not what lessons/ gives: run tools/{tool}.py", file=sys.stderr)
        return 1 if differ or stale else 0
    for name in differ:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(made[name], encoding="utf-8", newline="\n")
    for name in stale:
        print(f"{name}: no lesson has this name: delete it")
    print(f"tools/{tool}.py: {len(differ)} written, {len(made) - len(differ)} as they were")
    return 0
