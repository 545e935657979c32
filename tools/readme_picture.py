"""Take the README's picture of a lab, in a real JupyterLab: tools/readme_picture.py

Writes docs/images/one-path.png. Needs what the browser tests need. Run it when the lab has changed.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from lab_page import LabPage, chromium, jupyterlab  # noqa: E402

CELL = "from gammalab.course.lesson_02 import labs as lab\nlab.one_path()"


def main():
    target = ROOT / "docs" / "images" / "one-path.png"
    with tempfile.TemporaryDirectory() as folder:
        with chromium((1300, 1000)) as new_page, jupyterlab(folder) as (address, token):
            tab = LabPage(new_page(), folder, address, token)
            tab.write("picture.ipynb", CELL)
            tab.open("picture.ipynb")
            tab.run_all()
            tab.settle()
            if tab.errors():
                raise SystemExit("\n".join(tab.errors()))
            tab.labs()[0].screenshot(path=target)
            tab.close()
    print(f"wrote {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
