"""Slides of the lessons, with notes, in build/slides/: tools/make_slides.py [--look] [02 …]

A lesson's headings, predictions, pictures, formulas, numbers and recap become slides; all its prose
stands in the notes (press S), with the right answer and the split to expect. Nothing of it comes
from the web when it is shown: reveal.js and MathJax are put beside the slides, by npm, in the
versions of tools/slides/package-lock.json. --look opens each slide in Chromium at 1280 x 720, and
names those that do not fit; that is an error.
"""

import argparse
import html
import json
import re
import shutil
import subprocess
import sys
import textwrap
import tomllib
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from lesson_text import FORMULA, ROOT, lessons  # noqa: E402

from gammalab.check import questions  # noqa: E402
from gammalab.check.misconceptions import misconception  # noqa: E402

OUT = "build/slides"
# What the pages load, from where npm puts it: {name beside the slides: place in node_modules}.
VENDOR = {
    "reveal.css": "reveal.js/dist/reveal.css",
    "white.css": "reveal.js/dist/theme/white.css",
    "reveal.js": "reveal.js/dist/reveal.js",
    "notes.js": "reveal.js/plugin/notes/notes.js",
    "tex-svg.js": "mathjax/es5/tex-svg.js",
}
WIDTH, HEIGHT = 1280, 720
SMALLEST, LONGEST = 15, 96  # pixels of a printed letter, letters of a line
SHOWN_WORDS = 60  # of a paragraph on a slide; the notes have all of it
LEAD = re.compile(r"^\*\*([^*]+?)[.:]?\*\*\s*")
STEPS = ("Predict", "Slide", "Look", "What you saw", "Why", "A number to check it", "The answer")
MATH = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.S)

PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="vendor/reveal.css">
<link rel="stylesheet" href="vendor/white.css">
<link rel="stylesheet" href="slides.css">
<script>
MathJax = {{ tex: {{ inlineMath: [["$", "$"]] }}, svg: {{ fontCache: "global" }} }};
</script>
<script src="vendor/tex-svg.js"></script>
</head>
<body>
<div class="reveal"><div class="slides">
{slides}
</div></div>
<script src="vendor/reveal.js"></script>
<script src="vendor/notes.js"></script>
<script>
Reveal.initialize({{
  width: {width}, height: {height}, margin: 0, center: false, hash: true, controls: false,
  slideNumber: "c/t", transition: "none", plugins: [RevealNotes],
}});
</script>
</body>
</html>
"""


@dataclass
class Slide:
    """One slide: what is seen, as HTML, and what is said, as Markdown."""

    title: str
    body: str
    notes: str = ""
    kind: str = "text"
    numbers: str = ""  # what a cell printed, below the body
    after: str = ""  # what is said of it, below that

    @property
    def seen(self):
        """All that is seen below the title."""
        room = 560 - 140 * bool(self.body) - 150 * bool(self.after)
        return self.body + (pre(self.numbers, room) if self.numbers else "") + self.after


# ---- text ---------------------------------------------------------------------------------------


def rendered(text):
    """Markdown as HTML; formulas stay as they are, for MathJax."""
    from nbconvert.filters.markdown import markdown2html

    made = markdown2html(FORMULA.sub(_stacked, text))
    # A link leads nowhere from here; its words stay.
    return re.sub(r"<a [^>]*>(.*?)</a>", r"\1", made, flags=re.S)


def _stacked(mark):
    """A long formula of several parts, one below the other."""
    inside = mark[1].strip()
    if "qquad" not in inside or len(inside) < 90:
        return mark[0]
    rows = re.sub(r",?\s*\\qquad(\\text\{so\}\\qquad)?", lambda _: r" \\\\[8pt] ", inside)
    return f"$$\n\\begin{{gathered}} {rows} \\end{{gathered}}\n$$"


def blocks(text):
    """The paragraphs of a text, each formula a paragraph of its own."""
    apart = FORMULA.sub(lambda mark: f"\n\n{mark[0]}\n\n", text)
    found, inside = [], ""
    for block in re.split(r"\n\s*\n", apart):
        inside = f"{inside}\n\n{block}" if inside else block
        if inside.count("$$") % 2 == 0:
            if inside.strip():
                found.append(inside.strip())
            inside = ""
    return found


def shortened(text, words=SHOWN_WORDS):
    """The first sentences of a paragraph, as many as fit into so many words; at least one."""
    if text.startswith(("|", "- ", "1. ", "$$")) or len(text.split()) <= words:
        return text
    kept, count = [], 0
    for sentence in re.split(r"(?<=[.?!])\s+(?=[*\"(]*[A-Z0-9$])", text):
        count += len(sentence.split())
        if kept and count > words:
            break
        kept.append(sentence)
    cut = " ".join(kept)
    return cut + ("*" if cut.count("*") % 2 else "")


def led(block):
    """(lead, rest) of a paragraph that begins with one of the round's steps; else ("", block)."""
    mark = LEAD.match(block)
    if mark and mark[1] in STEPS:
        return mark[1], block[mark.end() :]
    return "", block


# ---- one lesson ---------------------------------------------------------------------------------


def outputs(root, lesson):
    """The outputs of each code cell of the built lesson, in order."""
    path = root / "notebooks" / f"{lesson.name}.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return iter([cell["outputs"] for cell in cells if cell["cell_type"] == "code"])


def lesson_slides(root, lesson, plan):
    """All slides of one lesson, without its folds."""
    made, shown = [title_slide(lesson)], outputs(root, lesson)
    for section in lesson.sections:
        results = [next(shown) for part in section.parts if part.code]
        if not section.fold and section.title != "Further reading":
            made += section_slides(section, iter(results), plan)
    return made


def title_slide(lesson):
    """The title, and what one will be able to do."""
    opening = blocks(lesson.sections[0].text)
    able = [block for block in opening if block.startswith("- ")][:1]
    body = rendered("You will be able to\n\n" + able[0]) if able else ""
    return Slide(f"{lesson.number} · {lesson.title}", body, "\n\n".join(opening), "first")


def section_slides(section, results, plan):
    """The slides of one section."""
    made, waiting, step = [], [], ""
    opening = section.title.startswith(section.lesson.number)
    title = "Before we begin" if opening else section.title

    def text_slide():
        """Show what waits as text, formulas first of all."""
        nonlocal waiting
        said = "\n\n".join(waiting)
        plain = waiting and not any(block.startswith(("$$", "- ", "|")) for block in waiting)
        if plain and made and made[-1].kind in ("numbers", "answer") and not made[-1].after:
            made[-1].after = rendered(shortened(waiting[0], 40))
            made[-1].notes += f"\n\n{said}"
        elif waiting:
            recap = title == "Recap" and made == []
            body = recapped(said) if recap else text_body(waiting)
            made.append(Slide(_titled(title, step), body, said))
        waiting = []

    for part in section.parts:
        if not part.code:
            if opening and part is section.parts[0]:
                continue  # stands on the title's notes
            for block in blocks(part.text):
                lead, rest = led(block)
                if block.startswith('**"'):  # the next claim
                    text_slide()
                if lead:
                    text_slide()
                    step = lead
                if rest and not rest.startswith("*Time to here"):
                    waiting.append(rest)
            continue
        out = next(results)
        asked = list(part.calls(section.lesson.labs))
        kind, what = asked[0] if asked else ("", "")
        notes = "\n\n".join(waiting)
        if kind == "predict":
            text_slide() if step != "Predict" else None
            made.append(question_slide(what, plan, "\n\n".join(waiting)))
            waiting = []
        elif kind == "outcome":
            text_slide()
            made.append(outcome_slide(what))
        elif kind == "lab":
            made.append(lab_slide(_titled(title, step), out, notes))
            waiting = []
        elif kind in ("recall", "quiz", "desk"):
            text_slide()
            made.append(work_slide(kind, out))
        elif (said := printed(out)) and "ready()" not in part.text:
            body = rendered(shortened(waiting[0], 35)) if waiting else ""
            notes = f"{notes}\n\n```python\n{part.text}\n```".strip()
            made.append(Slide(_titled(title, step), body, notes, "numbers", said))
            waiting = []
    text_slide()
    return made


def _titled(title, step):
    return f"{title} · {step[0].lower()}{step[1:]}" if step and step != "Slide" else title


def text_body(paragraphs):
    """Formulas with the words before them, or else the beginning of the text."""
    formulas = [k for k, block in enumerate(paragraphs) if block.startswith("$$")]
    if formulas:
        shown = [paragraphs[0], *(paragraphs[k] for k in formulas)]
        if formulas[0] == 0:
            shown = shown[1:]
        return "".join(rendered(shortened(block, 45)) for block in shown[:4])
    shown = [block for block in paragraphs if block.startswith(("- ", "|"))][:1]
    if paragraphs[0] not in shown:
        shown.insert(0, paragraphs[0])
    return "".join(rendered(shortened(block)) for block in shown)


def recapped(text):
    """The recap, a line for each sentence."""
    sentences = re.split(r"(?<=[.?!])\s+(?=[*\"(]*[A-Z0-9$])", " ".join(text.split()))
    return rendered("\n".join(f"- {one}" for one in sentences))


def question_slide(id, plan, before):
    """A vote: the question and its options; the answer stands in the notes."""
    question = questions.all_questions()[id]
    options = "".join(f"<li>{html.escape(o.text)}</li>" for o in question.options)
    body = f"<p>{html.escape(question.stem)}</p><ol>{options}</ol>"
    ideas = [option.idea for option in question.options]
    notes = [before] if before else []
    notes.append(f"Right: {ideas.index(None) + 1}. {question.right.why}")
    if told := plan.get(id[:2], {}).get("votes", {}).get(id):
        thought = misconception(told[1]).thought
        notes.append(f"Expected: {told[0]} right; most others {ideas.index(told[1]) + 1}: "
                     f"*{thought}*.")  # fmt: skip
    notes += [f"To who says {k}: {o.why}" for k, o in enumerate(question.options, 1) if o.idea]
    return Slide(f"Vote {id}", body, "\n\n".join(notes), "vote")


def outcome_slide(id):
    """What is right, and why."""
    question = questions.all_questions()[id]
    body = f"<p><strong>{html.escape(question.right.text)}</strong></p>"
    body += rendered(question.right.why)
    notes = "Vote again, then ask who changed, and why."
    return Slide(f"Vote {id} · the answer", body, notes, "answer")


def lab_slide(title, out, notes):
    """The lab's saved picture, with its words below it and for a reader of the screen."""
    picture, words, alt, puzzles = "", "", "", []
    for one in out:
        data = one.get("data", {})
        if "image/png" in data:
            picture = "".join(data["image/png"]).replace("\n", "")
            words = "".join(data.get("text/plain", "")).partition("\n")[2]
        note = "".join(data.get("text/html", ""))
        if "gammalab-note" in note:
            told = [re.sub(r"<[^>]+>", "", p) for p in re.findall(r"<p>(.*?)</p>", note, re.S)]
            alt, puzzles = html.unescape(told[0]), [p for p in told if p.startswith("Puzzle")]
    body = (f'<img alt="{html.escape(alt, quote=True)}" src="data:image/png;base64,{picture}">'
            f"<p class=told>{html.escape(words)}</p>")  # fmt: skip
    told = [notes, *(html.unescape(one) for one in puzzles), "Open the notebook to move it."]
    return Slide(title, body, "\n\n".join(filter(None, told)), "lab")


def work_slide(kind, out):
    """What is done in the notebook."""
    said = {"recall": "Three questions from before", "quiz": "The quiz", "desk": "The desk"}
    where = "In your notebook, on your own: four minutes." if kind == "desk" else (
        "In your notebook, on your own: two minutes.")  # fmt: skip
    asked = [
        text.partition("\n")[0]
        for one in out
        for text in re.split(r"\n\n", "".join(one.get("data", {}).get("text/plain", "")))
        if text and not text.startswith("Answer")
    ]
    return Slide(said[kind], f"<p>{where}</p>", "\n\n".join(f"- {one}" for one in asked), "work")


def printed(out):
    """What a cell printed."""
    return "".join("".join(one.get("text", "")) for one in out).rstrip()


def pre(text, room):
    """Printed text, as large as fits into so many pixels of height; what is too long is cut."""
    lines = [
        part
        for line in text.split("\n")
        for part in textwrap.wrap(line, LONGEST, subsequent_indent="    ", drop_whitespace=False)
        or [""]
    ]
    for keep in range(len(lines), 0, -1):
        shown = lines if keep == len(lines) else [*lines[:keep], "… (the rest: in the notebook)"]
        size = min(26, room / (1.3 * len(shown) + 2), 1120 / (0.605 * max(map(len, shown))))
        if size >= SMALLEST:
            break
    return f'<pre style="font-size: {size:.1f}px">{html.escape(chr(10).join(shown))}</pre>'


# ---- the page -----------------------------------------------------------------------------------


def page(lesson, made):
    """The HTML of a lesson's slides."""
    sections = []
    for one in made:
        level = "h1" if one.kind == "first" else "h2"
        sections.append(
            f'<section class="{one.kind}">\n<{level}>{html.escape(one.title)}</{level}>\n'
            f'{one.seen}\n<aside class="notes">{rendered(one.notes)}</aside>\n</section>'
        )
    title = html.escape(f"{lesson.number} · {lesson.title}")
    return PAGE.format(title=title, slides="\n".join(sections), width=WIDTH, height=HEIGHT)


def index(known):
    """A page that leads to the slides of each lesson."""
    rows = "\n".join(f'<li><a href="{one.name}.html">{html.escape(one.number)} · '
                     f"{html.escape(one.title)}</a></li>" for one in known)  # fmt: skip
    return ('<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Slides</title>\n'
            '<link rel="stylesheet" href="slides.css">\n<body class="index">\n<h1>Slides</h1>\n'
            "<p>Arrow keys go on and back, S opens the notes in a window of their own, "
            f"Esc shows all slides.</p>\n<ul>\n{rows}\n</ul>\n</body>\n</html>\n")  # fmt: skip


def vendor(root):
    """Put reveal.js and MathJax beside the slides; npm brings them, the first time."""
    made, target = root / "build" / "slides-npm", root / OUT / "vendor"
    source = root / "tools" / "slides"
    wanted = (source / "package-lock.json").read_bytes()
    stamp = made / "done"
    if not stamp.exists() or stamp.read_bytes() != wanted:
        npm = shutil.which("npm")
        if npm is None:
            sys.exit("make slides needs npm on the PATH, which comes with Node.js: nodejs.org")
        made.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, made / name)
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        subprocess.run([npm, "ci", *quiet], cwd=made, check=True)
        stamp.write_bytes(wanted)
    target.mkdir(parents=True, exist_ok=True)
    for name, place in VENDOR.items():
        text = (made / "node_modules" / place).read_bytes()
        if name == "white.css":  # its letters would come from a folder that is not there
            text = re.sub(rb"@import url\([^)]*\);?", b"", text)
        (target / name).write_bytes(text)


def build(root=ROOT, only=()):
    """Write the slides of all lessons, or of these; return {file: how many slides}."""
    plan = tomllib.loads((root / "lessons/instructor-guide.toml").read_text(encoding="utf-8"))
    known, counts = lessons(root), {}
    (root / OUT).mkdir(parents=True, exist_ok=True)
    for lesson in known:
        if only and lesson.number not in only:
            continue
        made = lesson_slides(root, lesson, plan)
        path = root / OUT / f"{lesson.name}.html"
        path.write_text(page(lesson, made), encoding="utf-8")
        counts[path] = len(made)
    (root / OUT / "index.html").write_text(index(known), encoding="utf-8")
    shutil.copy(root / "tools" / "slides" / "slides.css", root / OUT / "slides.css")
    return counts


# ---- looking at them ----------------------------------------------------------------------------

OWN = ("file:", "data:")
MEASURE = """async () => {
  await MathJax.startup.promise;
  const out = [];
  for (let k = 0; k < Reveal.getTotalSlides(); k++) {
    Reveal.slide(k);
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const slide = Reveal.getCurrentSlide();
    let low = 0, right = 0;
    for (const one of slide.querySelectorAll(":scope > *:not(aside), :scope > *:not(aside) *")) {
      const box = one.getBoundingClientRect();
      if (box.width && box.height) {
        low = Math.max(low, box.bottom); right = Math.max(right, box.right);
      }
    }
    const broken = slide.querySelectorAll("mjx-merror, [data-mjx-error]").length;
    out.push([k + 1, slide.querySelector("h1, h2").innerText, low, right, broken]);
  }
  return out;
}"""


def look(paths, pictures=None):
    """What does not fit on its slide, in words; each slide is opened in Chromium."""
    sys.path.insert(0, str(ROOT / "tests" / "browser"))
    from lab_page import find_browser
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        view = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        asked = []
        view.on("request", lambda one: asked.append(one.url))
        view.on("pageerror", lambda fault: found.append(f"{fault}"))
        for path in paths:
            view.goto(path.resolve().as_uri())
            for number, title, low, right, broken in view.evaluate(MEASURE):
                if low > HEIGHT or right > WIDTH:
                    found.append(f"{path.name} {number} ({title}): {right:.0f} x {low:.0f}")
                if broken:
                    found.append(f"{path.name} {number} ({title}): a formula cannot be read")
                if pictures:
                    view.evaluate(f"Reveal.slide({number - 1})")
                    view.screenshot(path=str(pictures / f"{path.stem[:2]}-{number:02d}.png"))
        found += sorted({f"asks for {url}" for url in asked if not url.startswith(OWN)})
        browser.close()
    return found


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--look", action="store_true", help="open each slide in Chromium")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="of what --look sees")
    parser.add_argument("only", nargs="*", metavar="NN", help="numbers of lessons, such as 02")
    asked = parser.parse_args(arguments)
    vendor(ROOT)
    counts = build(ROOT, asked.only)
    print(f"{sum(counts.values())} slides of {len(counts)} lessons: open {OUT}/index.html")
    if asked.look:
        if asked.pictures:
            asked.pictures.mkdir(parents=True, exist_ok=True)
        found = look(counts, asked.pictures)
        for line in found:
            print(line, file=sys.stderr)
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
