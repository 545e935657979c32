"""The glossary's terms: each has an anchor, and a lesson links to it.

A term in bold or in italics is explained where it stands, and is linked there. In plain text the
first use on a page is linked, if the term is more than one word or a word that means nothing else
(`ALONE`): "close" and "band" are words of every day.
"""

import re

ALONE = {
    "charm", "delta", "delta-neutral", "gamma", "perpetual", "residual", "straddle", "strangle",
    "theta", "vanna", "vega", "volga",
}  # fmt: skip
ROW = re.compile(r"^\| (?P<term>[^|]+?) \| (?P<words>[^|]+?) \| (?P<lesson>\d\d) \|$", re.M)


def slug(term):
    """The anchor of a term.

    >>> slug("breakeven volatility after costs")
    'term-breakeven-volatility-after-costs'
    """
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")


def of(glossary):
    """The terms in the text of the glossary, in its order."""
    return [row["term"] for row in ROW.finditer(glossary)]


def with_anchors(glossary, lessons):
    """The glossary with an anchor for each term; `lessons` says where each number leads."""

    def row(found):
        term, words, number = found.group("term", "words", "lesson")
        where = f"[{number}]({lessons[number]})" if number in lessons else number
        return f'| <span id="{slug(term)}">{term}</span> | {words} | {where} |'

    return ROW.sub(row, glossary)


def forms(term):
    """A term and its plural, in small letters."""
    return {term.lower(), f"{term.lower()}s"}


def setup(app):
    """Sphinx calls this: from now on the lessons' terms are linked."""
    app.add_config_value("glossary_page", "docs/glossary", "env")
    app.add_config_value("glossary_terms", [], "env")
    app.connect("doctree-resolved", _link)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _link(app, tree, page):
    """Link the terms of one page."""
    from docutils import nodes

    if not page.startswith("notebooks/"):
        return
    known = {form: term for term in app.config.glossary_terms for form in forms(term)}
    there = app.builder.get_relative_uri(page, app.config.glossary_page)

    def link(term, *inside):
        found = nodes.reference("", "", *inside, refuri=f"{there}#{slug(term)}", internal=True)
        found["classes"].append("gammalab-term")
        return found

    closed = (nodes.reference, nodes.literal, nodes.literal_block, nodes.title, nodes.math)
    closed += (nodes.math_block, nodes.raw)
    seen = set()
    for node in list(tree.findall(lambda n: isinstance(n, nodes.strong | nodes.emphasis))):
        term = known.get(node.astext().lower().rstrip(".:,"))
        if term and not _within(node, closed):
            seen.add(term)
            node.parent.replace(node, link(term, node.deepcopy()))
    plain = {form: t for form, t in known.items() if " " in t or t.lower() in ALONE}
    longest_first = "|".join(map(re.escape, sorted(plain, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![\w-])({longest_first})(?![\w-])", re.I)
    for node in list(tree.findall(nodes.Text)):
        if _within(node, (*closed, nodes.strong, nodes.emphasis)):
            continue
        parts, at, text = [], 0, node.astext()
        for found in pattern.finditer(text) if plain else ():
            term = plain[found[0].lower()]
            if term not in seen:
                seen.add(term)
                parts += [nodes.Text(text[at : found.start()]), link(term, nodes.Text(found[0]))]
                at = found.end()
        if parts:
            node.parent.replace(node, [*parts, nodes.Text(text[at:])])


def _within(node, kinds):
    while node is not None:
        if isinstance(node, kinds):
            return True
        node = node.parent
    return False
