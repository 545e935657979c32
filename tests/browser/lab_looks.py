"""What a reader sees of the labs on a page, measured: tracks, overlaps, cut words, findings."""

from importlib.resources import files

# All measures in CSS pixels. Rectangles are [left, top, right, bottom].
MEASURE = """() => {
  const rect = node => {
    const r = node.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom];
  };
  const cut = node =>
    node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1;
  const seen = node => node.checkVisibility();
  return [...document.querySelectorAll('.jp-OutputArea .gammalab-lab')].filter(seen).map(lab => {
    const page = lab.closest('.jp-WindowedPanel-outer');
    const all = selector => [...lab.querySelectorAll(selector)].filter(seen);
    const words = all('.widget-label, .widget-readout');
    const parts = [...words, ...all('.noUi-target, select, button, .gammalab-frame'),
      ...all('figcaption, .gammalab-problem')];
    const image = lab.querySelector('img');
    const width = Number(getComputedStyle(image).getPropertyValue('--width'));
    return {
      lab: rect(lab),
      page: rect(page),
      pageHeight: page.clientHeight,
      tracks: all('.noUi-target, select').map(n => n.getBoundingClientRect().width),
      labels: all('.gammalab-panel .widget-label').map(n => n.textContent),
      parts: parts.map(n => [`${n.className || n.tagName} ${n.textContent}`.trim(), rect(n)]),
      cut: words.filter(cut).map(n => n.textContent),
      scale: image.getBoundingClientRect().width / width,
      dots: image.naturalWidth / width,
      pictureBottom: rect(image)[3],
      scrolls: image.parentElement.scrollWidth > image.parentElement.clientWidth + 1,
    };
  });
}"""


def looks(lab_page):
    """One dictionary of measures for each live lab that is visible."""
    return lab_page.page.evaluate(MEASURE)


def faults(look, track=120, scale=0.59):
    """What is wrong with one lab, in words: tracks too short, overlaps, cut words, overflow."""
    found = [f"a track of {width:.0f} pixels" for width in look["tracks"] if width < track]
    found += [f"cut: {words}" for words in look["cut"]]
    if look["scale"] < scale:
        found.append(f"the picture is shrunk to {look['scale']:.2f}")
    for name, (left, _, right, _) in look["parts"]:
        if left < look["page"][0] - 1 or right > look["page"][2] + 1:
            found.append(f"{name} leaves the page")
    for number, (name, one) in enumerate(look["parts"]):
        for other_name, other in look["parts"][number + 1 :]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            if across > 1 and down > 1:
                found.append(f"{name} and {other_name} overlap")
    return found


def findings(lab_page, within=".jp-OutputArea"):
    """What axe-core finds wrong in the outputs: [(rule, the element's HTML)]."""
    page = lab_page.page
    if not page.evaluate("() => 'axe' in window"):
        script = files("axe_playwright_python") / "axe.min.js"
        page.evaluate(script.read_text(encoding="utf-8"))
    violations = page.evaluate(
        "within => axe.run(within).then(result => result.violations)", within
    )
    return [(v["id"], node["html"][:200]) for v in violations for node in v["nodes"]]
