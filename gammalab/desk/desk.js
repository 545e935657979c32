// The desk on the page: keys and buttons become moves; what is drawn is what the kernel sent.
// The ticket lives here, so that arrows answer at once also when the kernel is far away. What it
// shares with the drill stands in parts.js, which page.py puts before it.

const KEYS =
  "Click the board or press Tab, then: arrows change the ticket, with Shift by ten; Enter trades, Space passes, " +
  "Esc leaves.";
const KEYS_NEUTRAL =
  "Click the board or press Tab, then: arrows change the ticket, with Shift by ten; Enter trades, Space passes, " +
  "N trades to neutral, Esc leaves.";

const signed = (x, digits) => {
  const shown = Math.abs(x).toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  if (!/[1-9]/.test(shown)) return shown;
  return (x < 0 ? "\u2212" : "+") + shown;
};
const sum = (x) => signed(x, Math.abs(x) < 10 ? 1 : 0);

// ---- charts -------------------------------------------------------------------------------------

// Round numbers between two ends, about four of them.
function ticks(low, high) {
  const raw = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 2.5, 5, 10].find((s) => s * power >= raw);
  const found = [];
  for (let t = Math.ceil(low / step) * step; t <= high + 1e-9; t += step) found.push(+t.toFixed(6));
  return found;
}

// The price so far with the player's own trades, and below it what was held.
function chart(view, colour) {
  const [W, left, right] = [640, 46, 632];
  const svg = draw("svg", { viewBox: `0 0 ${W} 300`, role: "img", "aria-label": alt(view) });
  const x = (k) => left + (k / view.turns) * (right - left);
  const panel = (top, bottom, low, high, title) => {
    const y = (v) => bottom - ((v - low) / (high - low)) * (bottom - top);
    svg.append(draw("text", { x: left, y: top - 5, "font-size": 12 }, title));
    for (const t of ticks(low, high)) {
      svg.append(draw("line", { x1: left, x2: right, y1: y(t), y2: y(t), stroke: "#e4e4e4" }));
      const label = { x: left - 5, y: y(t) + 4, "font-size": 11, "text-anchor": "end" };
      svg.append(draw("text", label, String(t).replace("-", "\u2212")));
    }
    return y;
  };
  const line = (points, stroke, extra = {}) =>
    svg.append(
      draw("polyline", {
        points: points.map((p) => p.join(",")).join(" "),
        fill: "none",
        stroke,
        "stroke-width": 2,
        ...extra,
      })
    );
  const [low, high] = [Math.min(view.axis[0], ...view.prices), Math.max(view.axis[1], ...view.prices)];
  const price = panel(20, 168, low, high, "Price, and your trades");
  line(view.prices.map((p, k) => [x(k), price(p)]), colour.price);
  view.trades.forEach((q, k) => {
    if (Math.abs(q) < 1e-9) return;
    const [a, b, up] = [x(k), price(view.prices[k]), q > 0 ? -1 : 1]; // a buy points up
    const points = `${a},${b + 7 * up} ${a - 6},${b - 5 * up} ${a + 6},${b - 5 * up}`;
    svg.append(draw("polygon", { points, fill: q > 0 ? colour.gain : colour.loss }));
  });
  const last = view.prices.length - 1;
  svg.append(draw("circle", { cx: x(last), cy: price(view.prices[last]), r: 4, fill: colour.price }));

  const sizes = [...view.held, ...view.neutrals, 0].map(Math.abs);
  const top = Math.max(...sizes, 10 * view.tick) * 1.1;
  const two = view.neutrals.length > 0;
  const title = two ? `Your ${view.unit}, and what would be neutral (dashed)` : `Your ${view.unit}`;
  const held = panel(196, 280, -top, top, title);
  svg.append(draw("line", { x1: left, x2: right, y1: held(0), y2: held(0), stroke: "#6e6e6e" }));
  const steps = (values) => values.flatMap((v, k) => [[x(k), held(v)], [x(k + 1), held(v)]]);
  if (two) line(steps(view.neutrals), colour.option, { "stroke-dasharray": "5 3", "stroke-width": 1.6 });
  if (view.held.length) line(steps(view.held), colour.hedge);
  for (let k = 0; k <= view.turns; k += 5) {
    const label = { x: x(k), y: 295, "font-size": 11, "text-anchor": "middle" };
    svg.append(draw("text", label, k));
  }
  return svg;
}

function alt(view) {
  const bought = view.trades.filter((q) => q > 1e-9).length;
  const sold = view.trades.filter((q) => q < -1e-9).length;
  const low = Math.min(...view.prices).toFixed(2), high = Math.max(...view.prices).toFixed(2);
  const buys = bought === 1 ? "1 buy" : `${bought} buys`;
  const sales = sold === 1 ? "1 sale" : `${sold} sales`;
  return `Chart of the price up to now, between ${low} and ${high}, with your ${buys}, ${sales}.`;
}

// You minus each rule, as bars of its terms: tilt, and the others where there were any.
function bars(rivals, terms, colour) {
  const fills = {
    tilt: colour.hedge, execution: colour.option, costs: colour.loss, funding: colour.price,
    interest: colour.gain, forgiven: colour.theory, market: colour.theory,
  };
  const most = Math.max(...rivals.flatMap((r) => terms.map((t) => Math.abs(r[t]))), 1) * 1.25;
  const row = Math.max(25, 4 + 7 * terms.length); // a bar for each term
  const top = 24 + 17 * (Math.ceil(terms.length / 4) - 1); // four names to a line
  const [left, right] = [130, 470];
  const height = top + rivals.length * row;
  const label = "You minus each rule: " + rivals.map((r) => `${r.name} ${sum(r.gap)}`).join(", ") + ".";
  const svg = draw("svg", { viewBox: `0 0 480 ${height}`, role: "img", "aria-label": label });
  const x = (v) => (left + right) / 2 + (v / most) * ((right - left) / 2);
  svg.append(draw("text", { x: 6, y: 15, "font-size": 12 }, "You minus the rule"));
  terms.forEach((term, k) => {
    const [across, down] = [130 + 87 * (k % 4), 17 * Math.floor(k / 4)];
    svg.append(draw("rect", { x: across, y: 6 + down, width: 10, height: 10, fill: fills[term] }));
    svg.append(draw("text", { x: across + 14, y: 15 + down, "font-size": 12 }, term));
  });
  rivals.forEach((rival, k) => {
    const y = top + k * row;
    svg.append(draw("text", { x: 6, y: y + 15, "font-size": 12 }, rival.name));
    terms.forEach((term, j) => {
      const [a, b] = [x(0), x(rival[term])];
      const box = { x: Math.min(a, b), y: y + 2 + 7 * j, width: Math.abs(b - a), height: 6 };
      svg.append(draw("rect", { ...box, fill: fills[term] }));
    });
  });
  svg.append(draw("line", { x1: x(0), x2: x(0), y1: top - 2, y2: height, stroke: "#6e6e6e" }));
  return svg;
}

// The delta carried: what it made, beside one and two spreads of luck.
function luckBar(luck, colour) {
  const svg = draw("svg", { viewBox: "0 0 480 64", role: "img", "aria-label": luck.label });
  svg.append(draw("text", { x: 6, y: 15, "font-size": 12 }, "Your net delta: luck or skill? Dark: typical luck. Light: twice as much."));
  const most = Math.max(2.3 * luck.spread, 1.15 * Math.abs(luck.made), 1);
  const x = (v) => 240 + (v / most) * 228;
  const band = (n, fill) =>
    svg.append(draw("rect", { x: x(-n * luck.spread), y: 24, width: x(n * luck.spread) - x(-n * luck.spread), height: 20, fill }));
  band(2, "#e4e4e4");
  band(1, colour.muted);
  svg.append(draw("line", { x1: x(0), x2: x(0), y1: 22, y2: 46, stroke: "#6e6e6e" }));
  svg.append(draw("rect", { x: x(luck.made) - 2.5, y: 20, width: 5, height: 28, fill: colour.total }));
  const at = Math.min(Math.max(x(luck.made), 115), 365); // half of the words on either side
  svg.append(draw("text", { x: at, y: 61, "font-size": 12, "text-anchor": "middle" }, luck.mark));
  return svg;
}

function debriefOf(result, colour) {
  const { terms } = result;
  const parts = terms.length > 1 ? terms : []; // one alone would repeat the difference
  const gaps = table(
    parts.length ? `You minus the rule = ${parts.join(" + ")}` : "You minus the rule = what your tilt made, less what its tilt made",
    ["rule", "it made", "you \u2212 it", ...parts],
    result.rivals.map((r) => ({
      cells: [r.name, ...[r.pnl, r.gap, ...parts.map((term) => r[term])].map((v) => signed(v, 2))],
    }))
  );
  const marks = make("dl", {});
  for (const [what, value] of result.marks) {
    marks.append(make("dt", { textContent: what }), make("dd", { textContent: value }));
  }
  const chart = make("div", {}, bars(result.rivals, terms, colour));
  if (result.luck) chart.append(luckBar(result.luck, colour));
  const words = make("div", {});
  for (const text of [...result.sentences, result.luck_words]) words.append(make("p", { textContent: text }));
  words.append(marks);
  if (result.months) {
    const { count, chosen, rules } = result.months;
    const paid = rules.some((r) => r.cost > 0);
    const rows = rules.map((r) => ({
      cells: [r.name, `${signed(r.mean, 1)} \u00b1 ${(2 * r.se).toFixed(1)}`, r.spread.toFixed(0),
        ...(paid ? [`${r.cost.toFixed(1)} \u00b1 ${(2 * r.cost_se).toFixed(1)}`] : [])],
      chosen: r.name === chosen,
    }));
    const heads = ["rule", "mean", "spread", ...(paid ? ["costs"] : [])];
    words.append(table(`On ${count.toLocaleString("en")} months (\u00b1 two standard errors)`, heads, rows));
    // One table of all would be wider than its half of the page.
    const more = ["funding", "forgiven"].filter((part) => rules.some((r) => Math.abs(r[part]) >= 0.05));
    const shares = (r) => more.map((m) => `${signed(r[m], 1)} \u00b1 ${(2 * r[`${m}_se`]).toFixed(1)}`);
    if (more.length) {
      words.append(table("In these means are", ["rule", ...more],
        rules.map((r) => ({ cells: [r.name, ...shares(r)], chosen: r.name === chosen }))));
    }
    words.append(make("p", { textContent: result.months.words }));
  }
  chart.append(gaps);
  return make("div", { className: "desk-result" }, chart, words);
}

// ---- the game -----------------------------------------------------------------------------------

function render({ model, el }) {
  const view = () => model.get("view");
  let ticket = 0;
  let waiting = null; // a timer, while a move is on its way

  el.classList.add("gammalab-desk");
  const title = make("p", { className: "desk-title" });
  const brief = make("p", {});
  const keys = make("p", { className: "desk-keys", id: `desk-keys-${Math.random().toString(36).slice(2)}` });
  const board = make("div", { className: "desk-board", role: "application", tabIndex: 0 });
  board.setAttribute("aria-describedby", keys.id);
  const stopped = make("p", { className: "desk-stopped", role: "alert", hidden: true });
  const said = make("p", { className: "desk-said", role: "status" }); // here before its first words
  const buttons = make("div", { role: "group" });
  const shownTicket = make("p", { className: "desk-ticket" });
  el.append(title, brief, board, stopped, said, buttons, keys);

  function send(move) {
    if (waiting !== null) return; // one move at a time: a doubled key is not a second trade
    waiting = setTimeout(() => {
      stopped.textContent =
        "The kernel does not answer. If it was restarted, run this cell again: " +
        "a recorded game goes on where it stood.";
      stopped.hidden = false;
      waiting = null;
    }, PATIENCE);
    model.send(move);
  }
  const turnMove = (what, extra = {}) => send({ do: what, turn: view().turn, ...extra });
  const change = (n) => {
    if (view().can_trade) ticket = +(ticket + n * view().tick).toFixed(9);
  };
  const deeds = {
    more: (n) => change(n),
    fewer: (n) => change(-n),
    trade: () => (ticket === 0 ? turnMove("pass") : turnMove("trade", { quantity: ticket })),
    pass: () => turnMove("pass"),
    neutral: () => turnMove("neutral"),
    choose: (k) => {
      const { do: what, options } = view().choices;
      send({ do: what, choice: what === "rule" ? options[k] : k });
    },
    again: () => send({ do: "again" }),
  };

  function button(text, name, deed, off = false) {
    const node = make("button", { type: "button", textContent: text });
    if (name) node.setAttribute("aria-label", name);
    node.setAttribute("aria-disabled", String(off)); // not `disabled`: that would drop the focus
    node.dataset.lmSuppressShortcuts = "true";
    node.addEventListener("click", (event) => {
      // After the mouse the keys are the board's: Enter would else press this button again.
      if (event.detail > 0) board.focus();
      if (node.getAttribute("aria-disabled") === "true") return;
      deed();
      showTicket();
    });
    return node;
  }

  function showTicket() {
    const { can_trade, unit } = view();
    shownTicket.hidden = !can_trade;
    const size = Math.abs(ticket);
    const amount = `${size} ${size === 1 ? unit.replace(/s\b/, "") : unit}`;
    if (ticket === 0) shownTicket.textContent = "Ticket: nothing";
    else shownTicket.textContent = ticket > 0 ? `Ticket: buy ${amount}` : `Ticket: sell ${amount}`;
  }

  function keyed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.key === "Tab") return;
    if (event.key === "Enter" && event.shiftKey) return; // runs the cell, as everywhere
    event.stopPropagation(); // for listeners above that bubble; JupyterLab's own comes before
    bringIntoSight(el);
    const { stage, choices } = view();
    const onBoard = event.target === board; // on a button Enter and Space press it
    const much = event.shiftKey ? 10 : 1;
    let deed = { Escape: () => leave(el) }[event.key];
    if (stage === "play") {
      deed ??= {
        ArrowUp: () => deeds.more(much),
        ArrowRight: () => deeds.more(much),
        ArrowDown: () => deeds.fewer(much),
        ArrowLeft: () => deeds.fewer(much),
        n: deeds.neutral,
        N: deeds.neutral,
        ...(onBoard ? { Enter: deeds.trade, " ": deeds.pass } : {}),
      }[event.key];
    } else if (choices && /^[1-9]$/.test(event.key) && Number(event.key) <= choices.options.length) {
      deed ??= () => deeds.choose(Number(event.key) - 1);
    }
    if (!deed && !(onBoard && event.key.startsWith("Arrow")) && !(onBoard && event.key === " ")) return;
    event.preventDefault(); // no scrolling of the notebook
    const held = event.repeat && !event.key.startsWith("Arrow");
    if (!deed || held) return; // a held key makes one move
    deed();
    showTicket();
  }

  function showButtons() {
    const { stage, can_trade, neutral, choices, tick } = view();
    const inside = buttons.contains(document.activeElement);
    const before = inside ? document.activeElement.textContent : null;
    const size = (n) => `${+(n * tick).toFixed(9)}`;
    let now;
    if (stage === "play") {
      now = [
        button(`\u2212${size(10)}`, `Ticket: ${size(10)} less`, () => deeds.fewer(10), !can_trade),
        button(`\u2212${size(1)}`, `Ticket: ${size(1)} less`, () => deeds.fewer(1), !can_trade),
        button(`+${size(1)}`, `Ticket: ${size(1)} more`, () => deeds.more(1), !can_trade),
        button(`+${size(10)}`, `Ticket: ${size(10)} more`, () => deeds.more(10), !can_trade),
        button("Trade", "", deeds.trade, !can_trade),
        button("Pass", "", deeds.pass),
        ...(neutral ? [button("Neutral", "", deeds.neutral)] : []),
      ];
    } else if (choices) {
      now = choices.options.map((text, k) => button(`${k + 1} ${text}`, "", () => deeds.choose(k)));
    } else {
      now = [button("Play this month again", "", deeds.again)];
    }
    buttons.replaceChildren(...(choices ? [make("p", { textContent: choices.text })] : []), ...now);
    buttons.setAttribute("aria-label", stage === "play" ? "Ticket" : "After the game");
    // The focus stays where it was; where its button is gone, it goes back to the board.
    if (inside) (now.find((b) => b.textContent === before) ?? board).focus();
  }

  function update() {
    clearTimeout(waiting);
    waiting = null;
    stopped.hidden = true;
    ticket = 0;
    const now = view();
    const colour = model.get("colours");
    title.textContent = `${now.title} \u00b7 ${now.code}`;
    brief.textContent = now.brief;
    brief.hidden = Boolean(now.result);
    const turn = Math.min(now.turn + 1, now.turns);
    board.setAttribute("aria-label", `Hedging desk, ${now.step} ${turn} of ${now.turns}`);
    if (now.result) {
      board.replaceChildren(debriefOf(now.result, colour));
    } else {
      const facts = make("dl", {});
      for (const [what, value] of [[now.step[0].toUpperCase() + now.step.slice(1), `${turn} of ${now.turns}`], ...now.facts]) {
        facts.append(make("dt", { textContent: what }), make("dd", { textContent: value }));
      }
      const picture = make("div", { className: "desk-chart" });
      picture.append(chart(now, colour));
      board.replaceChildren(picture, make("div", { className: "desk-side" }, facts, shownTicket));
    }
    said.textContent = now.said;
    if (now.stage === "play") keys.textContent = now.neutral ? KEYS_NEUTRAL : KEYS;
    else if (now.choices) keys.textContent = `Keys on the board: 1 to ${now.choices.options.length} choose, Esc leaves.`;
    else keys.textContent = "Esc leaves.";
    showButtons();
    showTicket();
  }

  // JupyterLab looks at the focused element before its parents: the attribute has to be on whatever
  // takes the focus; on the root alone it does nothing.
  for (const part of [el, board]) part.dataset.lmSuppressShortcuts = "true";
  el.addEventListener("keydown", keyed);
  board.addEventListener("click", () => board.focus());
  model.on("change:reply", update); // view and reply travel in one message
  update();
  hear(model);
  return () => {
    clearTimeout(waiting);
    model.off("change:reply", update);
  };
}
export default { render };
