// Shows one picture with its caption, and looks after the lab around it: names, keys, size, and
// whether a kernel still answers. One `render` runs for each place the lab is shown in; what it
// returns cleans up after it.

function render({ model, el }) {
  el.classList.add("gammalab-picture");
  const figure = document.createElement("figure");
  let image = document.createElement("img");
  for (const side of ["width", "height"]) el.style.setProperty("--" + side, model.get(side));
  const frame = document.createElement("div"); // scrolls where the page is too narrow
  frame.className = "gammalab-frame";
  frame.append(image);
  const stopped = document.createElement("p");
  stopped.className = "gammalab-problem";
  stopped.setAttribute("role", "alert");
  stopped.hidden = true;
  const problem = document.createElement("p");
  problem.className = "gammalab-problem";
  problem.setAttribute("role", "alert");
  const caption = document.createElement("figcaption");
  caption.setAttribute("aria-live", "polite");
  const puzzle = document.createElement("p");
  puzzle.className = "gammalab-puzzle";
  puzzle.setAttribute("aria-live", "polite");
  figure.append(stopped, puzzle, frame, problem, caption);
  el.append(figure);

  let taken = null; // the bytes last taken from the model
  let ordered = 0; // pictures asked for so far
  let shown = 0; // the latest of them on the screen
  let scheduled = false;
  let gone = false;

  function describe(texts) {
    image.alt = texts.alt;
    caption.textContent = texts.summary;
    // Said again only when it is another one, not at each move.
    if (puzzle.textContent !== texts.puzzle) puzzle.textContent = texts.puzzle;
    puzzle.hidden = texts.puzzle === "";
    problem.textContent = texts.problem;
    problem.hidden = texts.problem === "";
  }

  async function show() {
    scheduled = false;
    const texts = {
      alt: model.get("alt"),
      summary: model.get("summary"),
      puzzle: model.get("puzzle"),
      problem: model.get("problem"),
    };
    const bytes = model.get("png");
    if (bytes === taken) {
      describe(texts);
      return;
    }
    taken = bytes;
    const turn = ++ordered;
    const next = new Image();
    next.decoding = "sync"; // painted with the page that it comes into: no blank moment at the swap
    next.src = address(bytes);
    // Loaded is enough. `decode()` would wait for a frame or two of the screen.
    await new Promise((done) => (next.onload = next.onerror = done)); // else the words still tell
    // A later picture may have been loaded sooner: never go back to an older one.
    if (gone || turn < shown) return;
    shown = turn;
    const old = image;
    image = next; // the element itself: setting its source on the old one would load it again
    describe(texts);
    old.replaceWith(image);
  }

  // One message may change several traits: show them together, once.
  function schedule() {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(show);
  }
  const changes = ["png", "alt", "summary", "puzzle", "problem"].map((name) => "change:" + name);
  for (const change of changes) model.on(change, schedule);
  schedule();
  hear(model);

  const left = new AbortController(); // aborted when this view goes
  tellDots(model, el, frame, left.signal);
  whenInLab(el, left.signal, (lab) => {
    nameSliders(lab, left.signal);
    keepKeys(lab, left.signal);
    keepInSight(lab, left.signal);
    fitWindow(lab, el, [frame, puzzle], left.signal);
    watchKernel(lab, model, stopped, left.signal);
  });
  return () => {
    gone = true;
    left.abort();
    for (const change of changes) model.off(change, schedule);
  };
}

// A picture as an address that holds all of it. The browser loads that by itself, in a millisecond;
// a blob's bytes go to another process first and are asked back from there, which takes five.
function address(png) {
  const bytes = new Uint8Array(png.buffer, png.byteOffset, png.byteLength);
  return "data:image/png;base64," + (bytes.toBase64?.() ?? base64(bytes));
}

// For browsers from before 2025.
function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192)); // not more arguments at once
  return btoa(text);
}

// Our element is made before it is put into the lab: call `start(lab)` once it is there.
function whenInLab(el, signal, start) {
  const look = () => {
    if (signal.aborted) return;
    const lab = el.closest(".gammalab-lab");
    if (lab?.isConnected) start(lab);
    else setTimeout(look, 50);
  };
  look();
}

function observe(observer, node, options, signal) {
  observer.observe(node, options);
  signal.addEventListener("abort", () => observer.disconnect());
}

// How many dots of the screen the picture is wide: the kernel draws that many. Fewer would be
// blurred, and more are work for nothing: the browser would have to throw them away again. From
// half to twice the picture's own width: beyond that nobody sees a difference. Of two views the
// wider decides. While a window is drawn larger, a picture for each of its sizes would always come
// too late: wait until it stands still.
const asked = new Map(); // a picture's id -> view -> dots

function tellDots(model, el, frame, signal) {
  const CALM = 100; // ms
  const id = model.get("own_id");
  const views = asked.get(id) ?? new Map();
  asked.set(id, views.set(el, 0));
  let soon = null;
  const tell = () => {
    delete el.dataset.growing;
    const shown = frame.firstElementChild.getBoundingClientRect().width * window.devicePixelRatio;
    if (!shown) return; // out of sight
    const width = model.get("width");
    views.set(el, Math.round(Math.min(2 * width, Math.max(width / 2, shown))));
    const dots = Math.max(...views.values());
    if (dots === model.get("dots")) return;
    model.set("dots", dots);
    model.save_changes();
  };
  const later = () => {
    el.dataset.growing = "";
    clearTimeout(soon);
    soon = setTimeout(tell, CALM);
  };
  observe(new ResizeObserver(later), frame, {}, signal);
  window.addEventListener("resize", later, { signal });
  signal.addEventListener("abort", () => {
    clearTimeout(soon);
    views.delete(el);
    if (!views.size) asked.delete(id);
  });
}

// ipywidgets leaves slider handles and readouts without an accessible name, and says of a stop its
// number in the list, not its value. Our neighbours are drawn before or after us, in no promised
// order: look again whenever something changes.
function nameSliders(lab, signal) {
  const name = () => {
    for (const slider of lab.querySelectorAll(".widget-slider")) {
      const label = slider.querySelector(".widget-label")?.textContent?.trim();
      if (!label) continue;
      for (const part of slider.querySelectorAll(".noUi-handle, .widget-readout")) {
        if (part.getAttribute("aria-label") !== label) part.setAttribute("aria-label", label);
      }
      const handle = slider.querySelector(".noUi-handle");
      const value = slider.querySelector(".widget-readout")?.textContent?.trim();
      if (handle && value && handle.getAttribute("aria-valuetext") !== value) {
        handle.setAttribute("aria-valuetext", value);
      }
    }
  };
  name();
  const changes = { childList: true, subtree: true, attributeFilter: ["aria-valuetext"] };
  observe(new MutationObserver(name), lab, changes, signal);
}

// JupyterLab's shortcuts would act on the notebook while a slider has the focus: `m` would turn
// the cell into text, and the lab would be gone. JupyterLab listens on the document, before the
// slider, and passes over an element with this attribute: it has to be on the focused element
// itself. The window hears a key before the document does, so each part gets it just in time.
function keepKeys(lab, signal) {
  const runs = (event) => event.key === "Enter" && (event.shiftKey || event.ctrlKey);
  const saves = (event) =>
    event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  const passes = (event) => !event.altKey && (runs(event) || saves(event));
  const before = (event) => {
    if (!lab.contains(event.target)) return;
    event.target.toggleAttribute("data-lm-suppress-shortcuts", !passes(event));
  };
  const after = (event) => {
    if (passes(event)) return;
    event.stopPropagation(); // the notebook listens too, further up
    // Escape leaves the lab for its cell, from where the notebook's keys work again.
    if (event.key === "Escape") lab.closest(".jp-Cell")?.focus();
  };
  window.addEventListener("keydown", before, { capture: true, signal });
  lab.addEventListener("keydown", after, { signal });
}

// Whoever moves a slider wants to see what it does: where a part of the lab is out of sight, and all
// of it has room, the page scrolls; while a mouse drags it stays still under the pointer.
function keepInSight(lab, signal) {
  const MOVES = /^(Arrow(Up|Down|Left|Right)|Home|End|Page(Up|Down)|Enter)$/;
  const look = () => {
    const page = lab.closest(".jp-WindowedPanel-outer, .jp-LinkedOutputView");
    const room = (page ?? document.documentElement).getBoundingClientRect();
    const place = lab.getBoundingClientRect();
    const hidden = place.top <= room.top - 1 || place.bottom >= room.bottom + 1;
    if (hidden && place.height <= room.height) lab.scrollIntoView({ block: "nearest" });
  };
  const pressed = (event) => MOVES.test(event.key) && look();
  lab.addEventListener("keydown", pressed, { capture: true, signal }); // sliders let none go up
  const dragged = (event) => {
    if (!event.target.closest(".widget-slider")) return;
    window.addEventListener("pointerup", look, { once: true, signal });
  };
  lab.addEventListener("pointerdown", dragged, { capture: true, signal });
}

// The picture gets the height that heading, controls, puzzle and two lines of text leave of the
// window.
function fitWindow(lab, el, [frame, puzzle], signal) {
  const WORDS = 56;
  const page = lab.closest(".jp-WindowedPanel-outer, .jp-LinkedOutputView");
  const fit = () => {
    const height = page?.clientHeight || document.documentElement.clientHeight;
    let room = height - WORDS - puzzle.offsetHeight;
    for (const part of lab.children) if (!part.contains(el)) room -= part.offsetHeight;
    el.style.setProperty("--room", `${Math.max(0, room)}px`);
    const scrolls = frame.scrollWidth > frame.clientWidth + 1;
    if (!scrolls) {
      for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
    } else if (!frame.hasAttribute("tabindex")) {
      frame.tabIndex = 0; // so that the arrow keys scroll it
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", "Picture; arrow keys scroll it");
    }
  };
  fit();
  const observer = new ResizeObserver(fit);
  for (const node of [page ?? document.documentElement, lab]) observe(observer, node, {}, signal);
}

// A kernel that was restarted knows nothing of this lab: say so, before a slider is moved in vain.
// ipywidgets marks its elements with a class then. It does not when the kernel was shut down: only
// an attempt to send shows that, so knock when the lab is used and no picture comes of it. Not at each
// move: the knock is work for the kernel and makes JupyterLab show it as busy, which takes the page
// longer than the picture does.
function watchKernel(lab, model, stopped, signal) {
  const AGAIN =
    "Run this cell again (Shift+Enter) to move the sliders; " +
    "run the notebook's first cell before it.";
  let answered = false;
  let deaf = false;
  const look = () => {
    const lost = lab.classList.contains("jupyter-widgets-disconnected");
    answered ||= !lost;
    const why = answered ? "The kernel was restarted or has stopped." : "No kernel is connected.";
    stopped.hidden = !(lost || deaf);
    stopped.textContent = stopped.hidden ? "" : `${why} ${AGAIN}`;
  };
  let soon = null; // the next knock, when one is due
  const knock = () => {
    soon = null;
    try {
      model.send({ knock: true });
      deaf = false;
    } catch {
      deaf = true;
    }
    look();
  };
  const heard = () => {
    clearTimeout(soon);
    soon = null;
  };
  look();
  observe(new MutationObserver(look), lab, { attributeFilter: ["class"] }, signal);
  for (const use of ["keydown", "pointerdown"]) {
    lab.addEventListener(use, () => (soon ??= setTimeout(knock, 300)), { capture: true, signal });
  }
  model.on("change:png", heard);
  signal.addEventListener("abort", () => {
    heard();
    model.off("change:png", heard);
  });
}

export default { render };
