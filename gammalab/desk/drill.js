// A drill on the page: facts, one question, and what came of the last answer. What is right stays in
// the kernel until the answer is sent.

// What was said against what came: on the line it is the same.
function picture(points, colours) {
  const label = "What you said, up, against what it was, across; on the line it is the same.";
  const svg = draw("svg", { viewBox: "0 0 340 258", role: "img", "aria-label": label });
  svg.style.maxWidth = "360px";
  const add = (...what) => svg.append(draw(...what));
  const most = 1.1 * Math.max(1, ...points.flat().map(Math.abs));
  const [x, y] = [(v) => 170 + (v / most) * 150, (v) => 120 - (v / most) * 105];
  const grey = { stroke: "#b0b0b0" };
  add("line", { x1: 20, x2: 320, y1: y(0), y2: y(0), ...grey });
  add("line", { x1: x(0), x2: x(0), y1: 15, y2: 225, ...grey });
  add("line", { x1: x(-most), y1: y(-most), x2: x(most), y2: y(most), stroke: colours.theory, "stroke-dasharray": "5 3" });
  for (const [was, said] of points) add("circle", { cx: x(was), cy: y(said), r: 5, fill: colours.total });
  add("text", { x: 24, y: 14, "font-size": 12 }, `what you said, up to ${Math.round(most)}`);
  add("text", { x: 318, y: 244, "font-size": 12, "text-anchor": "end" }, `what it was, \u2212${Math.round(most)} to ${Math.round(most)}`);
  return svg;
}

function render({ model, el }) {
  const view = () => model.get("view");
  let waiting = null; // a timer, while an answer is on its way

  el.classList.add("gammalab-desk");
  const title = make("p", { className: "desk-title" });
  const brief = make("p", {});
  const keys = make("p", { className: "desk-keys", id: `desk-keys-${Math.random().toString(36).slice(2)}` });
  const board = make("div", { className: "desk-board", role: "application", tabIndex: 0 });
  board.setAttribute("aria-describedby", keys.id);
  const facts = make("dl", {});
  const asked = make("p", {});
  const left = make("div", { className: "desk-side" }, facts);
  const last = make("div", { className: "desk-last" });
  const stopped = make("p", { className: "desk-stopped", role: "alert", hidden: true });
  const said = make("p", { className: "desk-said", role: "status" });
  const number = make("input", { type: "text", inputMode: "text", autocomplete: "off", size: 9 });
  const buttons = make("div", { role: "group", "aria-label": "Your answer" });
  el.append(title, brief, board, stopped, buttons, said, keys);

  function send(move) {
    if (waiting !== null) return; // one answer at a time
    waiting = setTimeout(() => {
      stopped.textContent =
        "The kernel does not answer. If it was restarted, run this cell again: " +
        "what you have answered is kept.";
      stopped.hidden = false;
      waiting = null;
    }, PATIENCE);
    model.send(move);
  }
  const say = (value) => send({ do: "say", turn: view().turn, value });
  const typed = () => number.value.trim() !== "" && say(number.value);

  function button(text, deed) {
    const node = make("button", { type: "button", textContent: text });
    node.dataset.lmSuppressShortcuts = "true";
    node.addEventListener("click", (event) => {
      if (event.detail > 0) focusHere(); // after the mouse the keys are the board's
      deed();
    });
    return node;
  }

  const focusHere = () => (number.isConnected ? number : board).focus();

  function keyed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Tab") return;
    if (event.key === "Enter" && event.shiftKey) return; // runs the cell, as everywhere
    event.stopPropagation();
    bringIntoSight(el);
    const { options, result } = view();
    if (event.key === "Escape") return leave(el);
    if (result || event.repeat) return;
    if (event.target === number) {
      if (event.key === "Enter") typed();
    } else if (options.length && /^[12]$/.test(event.key)) {
      event.preventDefault();
      say(Number(event.key) - 1);
    }
  }

  function update() {
    clearTimeout(waiting);
    waiting = null;
    stopped.hidden = true;
    const now = view();
    const inside = el.contains(document.activeElement);
    const done = Boolean(now.result);
    title.textContent = `${now.title} \u00b7 ${now.code}`;
    brief.textContent = now.brief;
    brief.hidden = done;
    board.setAttribute("aria-label", `Drill, ${now.step} ${Math.min(now.turn + 1, now.turns)} of ${now.turns}`);
    facts.replaceChildren();
    for (const [what, value] of now.facts) {
      facts.append(make("dt", { textContent: what }), make("dd", { textContent: value }));
    }
    asked.textContent = now.question;
    last.replaceChildren();
    if (now.last) {
      last.append(make("p", { className: "desk-title", textContent: done ? "The last" : "The one before" }));
      for (const text of [now.last.words, now.last.told]) last.append(make("p", { textContent: text }));
      if (now.last.rows.length) last.append(table("", [], now.last.rows.map((cells) => ({ cells }))));
    }
    if (done) {
      const marks = make("div", {}, table("", now.result.heads,
        now.result.rows.map((cells) => ({ cells, chosen: cells[0] === "you" }))));
      const chart = make("div", {});
      if (now.result.points.length) chart.append(picture(now.result.points, model.get("colours")));
      marks.append(last);
      board.replaceChildren(make("div", { className: "desk-result" }, chart, marks));
      buttons.replaceChildren(button("Play it again", () => send({ do: "again" })));
      keys.textContent = "Esc leaves.";
    } else {
      board.replaceChildren(left, make("div", { className: "desk-chart" }, asked, last));
      if (now.options.length) {
        buttons.replaceChildren(...now.options.map((text, k) => button(`${k + 1} ${text}`, () => say(k))));
        keys.textContent = "Click the board or press Tab, then: 1 and 2 answer, Esc leaves.";
      } else if (!number.isConnected) {
        const label = make("label", {}, "Your sum: ", number);
        buttons.replaceChildren(label, button("Say it", typed));
        keys.textContent = "Type a number and press Enter; a loss has a minus. Esc leaves.";
      }
      if (now.turn !== update.turn) number.value = ""; // what was refused stays, to be mended
    }
    update.turn = now.turn;
    said.textContent = now.said;
    if (inside && !el.contains(document.activeElement)) focusHere();
  }

  // The attribute has to be on whatever takes the focus; on the root alone it does nothing.
  for (const part of [el, board, number]) part.dataset.lmSuppressShortcuts = "true";
  el.addEventListener("keydown", keyed);
  board.addEventListener("click", (event) => event.target !== number && focusHere());
  model.on("change:reply", update);
  update();
  hear(model);
  return () => {
    clearTimeout(waiting);
    model.off("change:reply", update);
  };
}
export default { render };
