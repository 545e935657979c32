// What the pages of the desk share. It comes before desk.js and before drill.js.

const SVG = "http://www.w3.org/2000/svg";
const PATIENCE = 8000; // ms without an answer: the kernel is busy elsewhere, or gone

function make(tag, props = {}, ...inside) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name in node && !name.startsWith("aria")) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...inside);
  return node;
}
function draw(tag, props = {}, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

function table(caption, heads, rows) {
  const head = make("tr", {}, ...heads.map((h) => make("th", { scope: "col", textContent: h })));
  const body = rows.map(({ cells, chosen }) =>
    make("tr", { className: chosen ? "desk-chosen" : "" },
      ...cells.map((c, k) => make(k ? "td" : "th", k ? { textContent: c } : { scope: "row", textContent: c })))
  );
  const above = caption ? [make("caption", { textContent: caption })] : [];
  if (heads.length) above.push(make("thead", {}, head));
  return make("table", {}, ...above, make("tbody", {}, ...body));
}

// All of it, where all of it has room: who plays by keyboard has not scrolled.
function bringIntoSight(el) {
  const page = el.closest(".jp-WindowedPanel-outer, .jp-LinkedOutputView") ?? document.documentElement;
  if (el.offsetHeight <= page.clientHeight) el.scrollIntoView({ block: "nearest" });
}

// Back to the notebook, where its own keys work again.
function leave(el) {
  el.closest(".jp-Cell")?.focus();
  if (el.contains(document.activeElement)) document.activeElement.blur();
}

