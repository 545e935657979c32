// One sheet of questions: native radio buttons, then "how sure?". The kernel keeps and marks.
// One `render` runs for each place the sheet is shown in; all of them follow the model.

const SURE = ["guess", "fairly", "sure"];
const PATIENCE = 5000; // ms until a kernel that does not answer is called silent

function make(tag, props = {}, ...inside) {
  const node = Object.assign(document.createElement(tag), props);
  node.append(...inside);
  return node;
}

// `code` between backticks; everything else is text, never HTML.
function rich(text) {
  return text
    .split("`")
    .map((part, k) =>
      // In words a number and its sign stay on one line; code is to be copied as it stands.
      k % 2 ? make("code", { textContent: part }) : part.replaceAll(" %", "\u00a0%")
    );
}

function render({ model, el }) {
  el.classList.add("gammalab-ask");
  const own = Math.random().toString(36).slice(2); // two views, two groups of radio buttons
  const parts = model.get("items").map((item, k) => {
    const part = item.asks ? question(item, `ask-${own}-${k}`, model) : outcome(item);
    el.append(part.node);
    return [item.id, part];
  });
  const foot = make("p", { className: "ask-foot" });
  foot.setAttribute("role", "status"); // there from the start, or its first words are not read
  el.append(foot);

  // Lumino looks at the focused element itself: the attribute has to be on each of them.
  for (const node of el.querySelectorAll("input, button, summary, .ask-said")) {
    node.dataset.lmSuppressShortcuts = "true";
  }
  const keep = (event) => event.stopPropagation();
  el.addEventListener("keydown", keep);

  function update() {
    const states = model.get("states");
    for (const [id, part] of parts) part.show(states[id]);
    foot.textContent = model.get("foot");
    foot.hidden = foot.textContent === "";
  }
  for (const name of ["states", "foot"]) model.on(`change:${name}`, update);
  update();
  hear(model);
  return () => {
    for (const name of ["states", "foot"]) model.off(`change:${name}`, update);
    for (const [, part] of parts) part.stop?.();
  };
}

function question(item, name, model) {
  let timer = null;
  const said = make("div", { className: "ask-said", tabIndex: -1 });
  said.setAttribute("role", "status");
  const labels = item.options.map((text, k) => {
    const mark = make("strong", { className: "ask-mark" });
    const radio = make("input", { type: "radio", name, value: String(k) });
    return make("label", {}, radio, ` ${k + 1}. `, ...rich(text), mark);
  });
  const options = make("fieldset", {}, make("legend", {}, ...rich(item.stem)), ...labels);
  const radios = [...options.querySelectorAll("input")];
  const buttons = SURE.map((text) => make("button", { type: "button", textContent: text }));
  const sure = make("fieldset", { className: "ask-sure" },
    make("legend", { textContent: "How sure? This records your answer." }), ...buttons);

  function choose(k) {
    radios[k].checked = true;
    radios[k].focus();
  }
  function record(how) {
    const chosen = radios.findIndex((radio) => radio.checked);
    if (chosen < 0) {
      said.textContent = "Choose an answer first.";
      return;
    }
    said.textContent = "Recording…";
    said.focus(); // before the buttons close, or keys would go to the notebook
    model.send({ id: item.id, option: chosen, sure: how });
    clearTimeout(timer);
    timer = setTimeout(() => {
      const state = model.get("states")[item.id];
      if (state !== undefined) return show(state); // it has answered, whatever became of the event
      said.textContent = "No answer from the kernel: is it busy? Else run this cell again.";
    }, PATIENCE);
  }
  buttons.forEach((button, k) => {
    button.addEventListener("click", () => record(k));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      buttons[(k + step + buttons.length) % buttons.length].focus();
    });
  });
  const node = make("div", { className: "ask-item" }, options, sure, said);
  node.addEventListener("keydown", (event) => {
    if (options.disabled || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[1-9]$/.test(event.key) && radios[Number(event.key) - 1]) {
      event.preventDefault();
      choose(Number(event.key) - 1);
    } else if (event.key === "Enter" && event.target.type === "radio") {
      event.preventDefault();
      const on = radios.indexOf(event.target);
      choose(on);
      buttons[0].focus();
    }
  });

  function show(state) {
    const done = state !== undefined;
    if (!done && !options.disabled) return;
    clearTimeout(timer);
    options.disabled = sure.disabled = done;
    sure.hidden = done;
    radios.forEach((radio, k) => {
      radio.checked = done && state.option === k;
      const marks = done ? [["right", "✓ right"], ["option", "← yours"]] : [];
      options.querySelectorAll(".ask-mark")[k].textContent = marks
        .filter(([key]) => state[key] === k)
        .map(([, text]) => ` ${text}`)
        .join("");
    });
    said.replaceChildren(...(done ? rich(state.said) : []));
  }
  return { node, show, stop: () => clearTimeout(timer) };
}

// What was predicted, beside what is so. Until it was predicted, the answer is folded.
function outcome(item) {
  const said = make("div", { className: "ask-said" });
  said.setAttribute("role", "status");
  const answer = make("p");
  const fold = make("details", {}, make("summary", { textContent: "Show the answer all the same" }));
  const node = make("div", { className: "ask-item" }, make("p", {}, ...rich(item.stem)), said, fold);

  function show(state) {
    fold.hidden = state.option !== undefined;
    said.replaceChildren(...rich(state.said));
    answer.replaceChildren(...rich(state.answer));
    (fold.hidden ? node : fold).append(answer);
  }
  return { node, show };
}

export default { render };
