"""Formulas as MathML: the browser sets them, a screen reader reads them, no script is loaded."""

from latex2mathml.converter import convert


def setup(app):
    """Sphinx calls this: html_math_renderer = "mathml" is then known."""
    app.add_html_math_renderer(
        "mathml", inline_renderers=(_inline, None), block_renderers=(_block, None)
    )
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(writer, node):
    from docutils import nodes

    writer.body.append(convert(node.astext()))
    raise nodes.SkipNode


def _block(writer, node):
    from docutils import nodes

    formula = convert(node.astext(), display="block")
    # It scrolls where it is wider than the page, so the keyboard must reach it.
    box = '<div class="gammalab-formula" tabindex="0" role="group" aria-label="Formula">'
    writer.body.append(f"{box}{formula}</div>")
    raise nodes.SkipNode
