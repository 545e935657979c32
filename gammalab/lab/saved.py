"""What a notebook keeps of a live lab: its picture, its words, and how to make it move again.

A notebook outlives its kernel. If one output held both the live view and the picture, JupyterLab
would choose the view, and show "Error displaying widget: model not found" the next day. So a lab
makes three outputs: the live view; the picture; and a note in HTML that says what the picture
shows and how to go on. While the view lives, picture.css hides the two behind it. When it does
not, a style in the note hides its error.

The picture is an output of its own, not an image inside the note: GitHub does not reliably show
images in HTML, and their bytes differ a little from machine to machine, while the note must not.
"""

from base64 import b64encode
from html import escape

from IPython.display import display

from gammalab._view import alone

HOW_TO_MOVE = (
    "Run this cell (Shift+Enter) to move the sliders. "
    "After a restart, run the notebook's first cell before it."
)
# `:has` inside `:has` is not valid, and a browser drops such a rule without a word.
STYLE = """\
<style>
.jp-OutputArea-child:not(:has(.gammalab-lab)):has(> .jp-OutputArea-output.lm-Panel):has(
+ .jp-OutputArea-child + .jp-OutputArea-child .gammalab-note) { display: none; }
.gammalab-note { max-width: 960px; }
</style>"""


def still(png, alt, words, questions=()):
    """The two outputs that stay, as mime bundles: the picture, and the note below it.

    png : bytes; alt : what the picture shows, in words; words : the output as plain text, the
    same on every machine. questions : the lab's puzzles.
    """
    asked = "".join(f"<p><strong>Puzzle.</strong> {_plain(one)}</p>" for one in questions)
    note = (
        f'<div class="gammalab-note"><p>{_plain(alt)}</p>{asked}<p><em>{HOW_TO_MOVE}</em></p></div>'
    )
    return (
        {"image/png": b64encode(png).decode("ascii"), "text/plain": words},
        {"text/html": f"{STYLE}\n{note}", "text/plain": HOW_TO_MOVE},
    )


def _plain(text):
    """A text as HTML that shows it as it is."""
    # A dollar in an element of its own: what stands between two of them would be set as a formula.
    return escape(text).replace("$", "<span>$</span>")


def display_both(view, bundles):
    """Show a widget's live view, and behind it what stays when it is gone.

    view : the widget's own mime bundle, of which the view alone is shown: a text beside it would
    be a second one. bundles : those of `still`.
    """
    display(alone(view), raw=True)
    for bundle in bundles:
        display(bundle, raw=True)
