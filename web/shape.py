"""What of a page Sphinx would shape otherwise: the lessons' folds, the empty corner of a table.

A heading `Fold 1. …` that JupyterLab shows collapsed is a `<details>` on a page: closed, opened by
a click, a key, or a search in the page, without a script.
"""

import re

FOLD = re.compile(r"Fold \d+\. ")
OPEN = '<details class="gammalab-fold"><summary>'
CORNER = re.compile(r"<th\b([^>]*)>\s*(?:<p>\s*</p>)?\s*</th>")
SCOPE = re.compile(r'\s+scope="[^"]*"')


def setup(app):
    """Sphinx calls this."""
    app.connect("doctree-resolved", _fold)
    app.connect("html-page-context", _corners)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _fold(app, tree, page):
    """Put each section whose title begins as a fold's does into a `<details>`."""
    from docutils import nodes

    if not page.startswith(("notebooks/", "exercises/")):
        return
    for section in list(tree.findall(nodes.section)):
        title = section.next_node(nodes.title)
        if title is None or title.parent is not section or not FOLD.match(title.astext()):
            continue
        at = section.index(title)
        section.insert(at + 1, nodes.raw("", "</summary>", format="html"))
        section.insert(at, nodes.raw("", OPEN, format="html"))
        section.append(nodes.raw("", "</details>", format="html"))


def _corners(app, page, template, context, tree):
    if "body" in context:
        context["body"] = corners(context["body"])


def corners(html):
    """A page whose table headings without words are plain cells: nothing is below them to name."""
    return CORNER.sub(lambda found: f"<td{SCOPE.sub('', found[1])}></td>", html)
