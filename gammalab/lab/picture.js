// Shows one picture with its caption, and names the sliders beside it.
// One `render` runs for each place the lab is shown in; what it returns cleans up after it.

function render({ model, el }) {
  el.classList.add("gammalab-picture");
  const figure = document.createElement("figure");
  const image = document.createElement("img");
  image.decoding = "sync"; // the picture was decoded before: no blank moment at the swap
  image.width = model.get("width");
  image.height = model.get("height");
  const problem = document.createElement("p");
  problem.className = "gammalab-problem";
  problem.setAttribute("role", "alert");
  const caption = document.createElement("figcaption");
  caption.setAttribute("aria-live", "polite");
  figure.append(image, problem, caption);
  el.append(figure);

  let taken = null; // the bytes last taken from the model
  let ordered = 0; // pictures asked for so far
  let shown = 0; // the latest of them on the screen
  let scheduled = false;
  let gone = false;

  function describe(texts) {
    image.alt = texts.alt;
    caption.textContent = texts.summary;
    problem.textContent = texts.problem;
    problem.hidden = texts.problem === "";
  }

  async function show() {
    scheduled = false;
    const texts = {
      alt: model.get("alt"),
      summary: model.get("summary"),
      problem: model.get("problem"),
    };
    const bytes = model.get("png");
    if (bytes === taken) {
      describe(texts);
      return;
    }
    taken = bytes;
    const turn = ++ordered;
    const url = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    const next = new Image();
    next.src = url;
    try {
      await next.decode();
    } catch {
      // Nothing to show; the words still tell.
    }
    // A later picture may have been decoded sooner: never go back to an older one.
    if (gone || turn < shown) {
      URL.revokeObjectURL(url);
      return;
    }
    shown = turn;
    const old = image.src;
    image.src = url;
    describe(texts);
    if (old) URL.revokeObjectURL(old);
  }

  // One message may change several traits: show them together, once.
  function schedule() {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(show);
  }
  const changes = ["png", "alt", "summary", "problem"].map((name) => "change:" + name);
  for (const change of changes) model.on(change, schedule);
  schedule();

  const stopNaming = nameSliders(el);
  return () => {
    gone = true;
    stopNaming();
    for (const change of changes) model.off(change, schedule);
    if (image.src) URL.revokeObjectURL(image.src);
  };
}

// ipywidgets leaves slider handles and readouts without an accessible name. Their neighbours are
// drawn before or after us, in no promised order: look again whenever something is added.
function nameSliders(el) {
  let observer = null;
  let timer = null;
  let tries = 0;

  function name(lab) {
    for (const slider of lab.querySelectorAll(".widget-slider")) {
      const label = slider.querySelector(".widget-label")?.textContent?.trim();
      if (!label) continue;
      for (const part of slider.querySelectorAll(".noUi-handle, .widget-readout")) {
        if (part.getAttribute("aria-label") !== label) part.setAttribute("aria-label", label);
      }
    }
  }

  function start() {
    const lab = el.closest(".gammalab-lab");
    if (lab) {
      name(lab);
      observer = new MutationObserver(() => name(lab));
      observer.observe(lab, { childList: true, subtree: true });
    } else if (tries++ < 200) {
      timer = setTimeout(start, 50); // not yet on the page
    }
  }
  start();
  return () => {
    clearTimeout(timer);
    observer?.disconnect();
  };
}

export default { render };
