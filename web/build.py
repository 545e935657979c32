"""Build the site: python -m web.build [--only NN …] | --lite

Everything goes into build/: site-states/ (the labs' pictures, kept from one build to the next),
site-source/ (what Sphinx reads), site/ (the site). It stops, with a reason in words, at a lab that
cannot be drawn, a cell that no page can show, a warning of Sphinx, and a link that leads nowhere.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time

from web import links, lite, pages, sheets, states
from web.fault import Fault

ROOT = states.ROOT
BUILD = ROOT / "build"
SITE = BUILD / "site"


def sphinx(source, target):
    """Run Sphinx; Fault when it fails, or warns."""
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-j", "2",
         "-c", ROOT / "web", "-d", BUILD / "site-doctrees", source, target],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise Fault(f"Sphinx is not content:\n{done.stdout}{done.stderr}")


def copy_states(calls, folder, target):
    """The labs' states, without what only the build reads."""
    shutil.rmtree(target, ignore_errors=True)
    for call in calls:
        leave = shutil.ignore_patterns("key", "states.json")
        shutil.copytree(folder / call.place, target / call.place, ignore=leave)


def size(folder):
    """Megabytes in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def build(only=()):
    """All steps, in order; raises Fault."""
    os.environ["GAMMALAB_STRICT"] = "1"  # nobody sits here: no student's record plays a part
    course = pages.Course.of(only)
    folder = BUILD / "site-states"
    calls = pages.calls(course)
    first = states.Call("00", "first_look")  # it stands on the first page, too
    calls = list({call.place: call for call in (*calls, first)}.values())
    print(f"[1/4] {len(calls)} labs, their states ...", flush=True)
    states.render_all(calls, folder)
    print(f"[2/4] {len(course.files)} pages ...", flush=True)
    pages.write(course, folder, BUILD / "site-source")
    sheets.write(BUILD / "site-static")
    for old in SITE.glob("*/*.html"):  # of lessons that were pages in an earlier build
        if old.parent.name in ("notebooks", "exercises", "docs"):
            if not any(old.relative_to(SITE).with_suffix(end).as_posix() in course.files
                       for end in (".ipynb", ".md")):  # fmt: skip
                old.unlink()
    sphinx(BUILD / "site-source", SITE)
    copy_states(calls, folder, SITE / "labs")
    (SITE / ".nojekyll").touch()  # folders that begin with _ are served, too
    print("[3/4] JupyterLite ...", flush=True)
    lite.build(SITE / "lite")
    print("[4/4] Links ...", flush=True)
    if wrong := [*links.broken(SITE), *links.missing_pictures(SITE)]:
        raise Fault("links that lead nowhere:\n" + "\n".join(wrong))
    if silent := list(links.without_words(SITE)):
        raise Fault("pictures without words:\n" + "\n".join(silent))
    if loaded := list(links.outside(SITE)):
        raise Fault(f"pages that load something from elsewhere: {loaded}")


def main(arguments=None):
    """The command; returns 1, with a reason, where the site could not be built."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", nargs="+", default=(), metavar="NN", help="numbers of lessons")
    parser.add_argument("--lite", action="store_true", help="JupyterLite alone")
    options = parser.parse_args(arguments)
    start = time.monotonic()
    try:
        if options.lite:
            SITE.mkdir(parents=True, exist_ok=True)
            lite.build(SITE / "lite")
        else:
            build(options.only)
    except Fault as fault:
        print(f"site: {fault}", file=sys.stderr)
        return 1
    place = SITE / "lite" if options.lite else SITE
    lite_size = size(SITE / "lite")
    print(
        f"{place.relative_to(ROOT)}: {size(place) - (0 if options.lite else lite_size):.0f} MB, "
        f"and JupyterLite {lite_size:.0f} MB; {time.monotonic() - start:.0f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
