"""Every link of the built site leads somewhere: `broken(folder)` lists those that do not.

Pages of the web outside are not asked. Of JupyterLite's address the notebook that it opens is
looked up among the files that it has.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

ADDRESSES = {"a": ("href",), "img": ("src",), "link": ("href",), "script": ("src",)}
LITE_FILES = "lite/files"


class _Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.silent = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids |= {found[name] for name in ("id", "name") if found.get(name)}
        self.links += [found[name] for name in ADDRESSES.get(tag, ()) if found.get(name)]
        if tag == "img" and "alt" not in found:
            self.silent.append(found.get("src"))
        if root := found.get("data-root"):  # a lab's states
            self.links.append(f"{root}states.js")


def pages(folder):
    """The pages of the site: {path: what is on it}."""
    others = {folder / "lite", folder / "_static"}  # JupyterLite's own pages, the theme's pieces
    return {
        path: _Page(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.html"))
        if not others & set(path.parents)
    }


def broken(folder):
    """What is wrong with the links of the site in `folder`, a line each."""
    folder = Path(folder).resolve()
    found = pages(folder)
    for path, page in found.items():
        for link in dict.fromkeys(page.links):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target /= "index.html"
            where = f"{path.relative_to(folder).as_posix()}: {link}"
            if not target.is_relative_to(folder) or not target.is_file():
                yield f"{where} leads nowhere"
            elif opened := parse_qs(parts.query).get("path"):
                if not (folder / LITE_FILES / opened[0]).is_file():
                    yield f"{where}: JupyterLite has no {opened[0]}"
            elif (
                parts.fragment
                and target in found
                and unquote(parts.fragment) not in found[target].ids
            ):
                yield f"{where}: there is no #{parts.fragment} on that page"


def missing_pictures(folder):
    """Pictures that a lab's states name and the site does not have, a line each."""
    for states in sorted(Path(folder).glob("labs/*/states.js")):
        for name in sorted(set(re.findall(r'"(\w+\.webp)"', states.read_text(encoding="utf-8")))):
            if not (states.parent / name).is_file():
                yield f"{states.parent.name}: there is no picture {name}"


def without_words(folder):
    """Pictures of which a screen reader could say nothing, a line each."""
    for path, page in pages(Path(folder)).items():
        for source in page.silent:
            yield f"{path.name}: the picture {source} has no alt text"


def outside(folder):
    """What a page of the site would load from elsewhere: (page, address) pairs. There is none."""
    pattern = re.compile(
        r"<(?:script|img|link|iframe)\b[^>]*?(?:src|href)=[\"'](https?:)?//[^\"']+"
    )
    for path in pages(Path(folder)):
        for found in pattern.finditer(path.read_text(encoding="utf-8")):
            if 'rel="canonical"' not in found[0]:
                yield path.name, found[0]
