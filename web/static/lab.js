// A lab without a kernel: its pictures were drawn ahead, one control at a time. They are loaded
// when a control is first touched. states.js calls gammalabStates(lab, {control: [[picture,
// summary, alt text, {puzzle: what was found}], ...]}): a script and no fetch, so that a page also
// works when it is opened from a folder.
(() => {
  const NEAR = 6; // pictures on each side of a slider that are loaded at once, the others after them
  const waiting = {};
  globalThis.gammalabStates = (lab, states) => waiting[lab](states);

  function load(root, lab) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      waiting[lab] = resolve;
      script.src = `${root}states.js`;
      script.onerror = () => {
        script.remove();
        reject(new Error("the pictures could not be loaded. Is there a way to the web?"));
      };
      document.head.append(script);
    });
  }

  function start(figure) {
    const { root, lab } = figure.dataset;
    const find = (selector) => figure.querySelector(selector);
    const controls = [...figure.querySelectorAll("input, select")];
    const kept = new Map(); // so that the browser keeps what it has decoded
    const warm = new Set();
    let states = null; // a promise, from the first touch on
    let ordered = 0, shown = 0;

    const at = (c) => (c.tagName === "SELECT" ? c.selectedIndex : Number(c.value));
    function put(control, place) {
      if (control.tagName === "SELECT") control.selectedIndex = place;
      else control.value = place;
    }
    function say(control) { // the number beside a slider, and what a screen reader says for it
      if (control.tagName === "SELECT") return;
      const words = JSON.parse(control.dataset.said)[at(control)];
      control.nextElementSibling.textContent = words;
      control.setAttribute("aria-valuetext", words);
    }
    function picture(name) {
      if (!kept.has(name)) {
        const next = new Image();
        next.src = root + name;
        kept.set(name, next);
      }
      return kept.get(name);
    }
    function begin() {
      states ??= load(root, lab).catch((error) => {
        states = null; // the next touch tries again
        throw error;
      });
      return states;
    }
    async function touch(control) { // neighbours first, then the rest of this control
      const rows = (await begin())[control.name];
      const here = at(control);
      rows.slice(Math.max(0, here - NEAR), here + NEAR + 1).forEach((row) => picture(row[0]));
      if (warm.has(control)) return;
      warm.add(control);
      setTimeout(() => rows.forEach((row) => picture(row[0])), 300);
    }
    async function show(control) {
      const turn = ++ordered;
      for (const other of controls) { // one at a time: the others go back
        if (other !== control) put(other, Number(other.dataset.start));
        say(other);
      }
      try {
        const [name, summary, alt, solved] = (await begin())[control.name][at(control)];
        const next = picture(name);
        await next.decode();
        if (turn < shown) return; // a later picture came sooner
        shown = turn;
        const image = find("img");
        image.src = next.src;
        image.alt = alt;
        find(".lab-summary").textContent = summary;
        for (const [puzzle, told] of Object.entries(solved)) {
          find(`[data-puzzle="${puzzle}"] [role=status]`).textContent = `Solved. ${told}`;
        }
      } catch (error) {
        find(".lab-summary").textContent = `No picture: ${error.message}`;
      }
    }

    for (const control of controls) {
      control.disabled = false;
      put(control, Number(control.dataset.start));
      say(control);
      for (const event of ["pointerenter", "focus"]) {
        control.addEventListener(event, () => touch(control).catch(() => {}), { once: true });
      }
      control.addEventListener("input", () => show(control));
    }
    const reset = find(".lab-reset");
    reset.disabled = false;
    reset.addEventListener("click", () => {
      put(controls[0], Number(controls[0].dataset.start));
      show(controls[0]);
    });
  }

  document.querySelectorAll(".gammalab-lab").forEach(start);
})();
