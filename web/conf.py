"""Sphinx's settings for the site; `web/build.py` calls Sphinx with them."""

import sys
from pathlib import Path

WEB = Path(__file__).resolve().parent
sys.path.insert(0, str(WEB.parent))

from web import terms  # noqa: E402

project = "Gamma scalping"
author = copyright = "The gammalab authors"
html_title = project
language = "en"
extensions = ["myst_nb", "web.mathml", "web.shape", "web.terms"]
glossary_terms = terms.of((WEB.parent / "docs" / "glossary.md").read_text(encoding="utf-8"))

nb_execution_mode = "off"  # the notebooks were run when they were built
nb_mime_priority_overrides = [("html", "image/png", 0), ("html", "text/plain", 5)]
nb_code_prompt_show = "Show the code"
nb_code_prompt_hide = "Hide the code"
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
html_math_renderer = "mathml"

html_theme = "pydata_sphinx_theme"
html_static_path = ["static", "../build/site-static"]  # the other is written by the build
templates_path = ["templates"]
html_favicon = "static/favicon.svg"
html_css_files = ["ask.css", "site.css"]
html_js_files = [("ask.js", {"defer": "defer"}), ("sheet.js", {"defer": "defer"}),
                 ("lab.js", {"defer": "defer"})]  # fmt: skip
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_context = {"default_mode": "auto"}
html_sidebars = {"**": ["lessons.html"]}
html_theme_options = {
    "navbar_center": [], "navbar_align": "left", "navbar_persistent": ["search-field"],
    "navbar_end": ["theme-switcher"], "show_nav_level": 1, "show_prev_next": True,
    "secondary_sidebar_items": ["page-toc"], "use_edit_page_button": False,
    "footer_start": ["copyright"], "footer_end": [], "back_to_top_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}  # fmt: skip
