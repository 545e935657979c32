// Questions without a kernel. check/ask.js shows them; here stands what it takes for a kernel: a
// table of what is said to each answer. Answers are kept in this browser.
(() => {
  const models = [];
  const memory = {}; // where the browser keeps nothing, the page remembers

  const key = (place, id, version) => `gammalab ${place} ${id} ${version}`;
  function recall(name) {
    try {
      return JSON.parse(localStorage.getItem(name)) ?? memory[name];
    } catch {
      return memory[name];
    }
  }
  function keep(name, answer) {
    memory[name] = answer;
    try {
      localStorage.setItem(name, JSON.stringify(answer));
    } catch {
      // Full, or not allowed: it is kept until the page is left.
    }
  }

  function said(state, sure) {
    const filled = { ...state };
    for (const part of ["said", "answer"]) {
      if (filled[part]) filled[part] = filled[part].replace("{sure}", sure);
    }
    return filled;
  }

  class Model {
    constructor({ place, items, table, right, lesson, calibration }) {
      Object.assign(this, { place, table, right, lesson, calibration, listeners: {} });
      this.values = { items, foot: "", own_id: "" };
      this.look();
      // What a page asks the widgets of a notebook, to find out whether it hears its kernel.
      const whole = { _handle_comm_msg: async () => {} };
      this.widget_manager = { get_model: async () => whole };
    }
    name(id) {
      return key(this.place, id, this.table[id].version);
    }
    look() {
      const states = {};
      for (const [id, row] of Object.entries(this.table)) {
        const answer = recall(this.name(id));
        const state = answer ? said(row.chosen[answer.option], answer.sure) : row.none;
        if (state) states[id] = state;
      }
      this.values.states = states;
      this.values.foot = this.calibrated();
      for (const heard of this.listeners["change:states"] ?? []) heard();
    }
    // After the last question of a quiz, as check/questions.py says it: the first answer to each
    // question of the lesson counts, predictions among them.
    calibrated() {
      const ids = Object.keys(this.table);
      if (!this.calibration || !ids.every((id) => recall(this.name(id)))) return "";
      const first = {};
      for (const model of models) {
        for (const id of Object.keys(model.table)) {
          const answer = recall(model.name(id));
          if (answer && id.startsWith(this.lesson)) {
            first[id] ??= { sure: answer.sure, right: answer.option === model.right[id] };
          }
        }
      }
      const said = [];
      for (const sure of ["sure", "fairly", "guess"]) {
        const marks = Object.values(first).filter((one) => one.sure === sure);
        const right = marks.filter((one) => one.right).length;
        if (!marks.length) continue;
        const form = [sure, ...[marks.length, right].map((n) => (n === 1 ? "one" : "more"))];
        const words = this.calibration[form.join(" ")];
        said.push(words.replace("{answers}", marks.length).replace("{right}", right));
      }
      return said.join(" ");
    }
    get(name) {
      return this.values[name];
    }
    on(event, heard) {
      (this.listeners[event] ??= []).push(heard);
    }
    off(event, heard) {
      this.listeners[event] = (this.listeners[event] ?? []).filter((one) => one !== heard);
    }
    send({ id, option, sure }) {
      keep(this.name(id), { option, sure: ["guess", "fairly", "sure"][sure] });
      for (const model of models) model.look();
    }
  }

  for (const el of document.querySelectorAll(".gammalab-sheet")) {
    const model = new Model(JSON.parse(el.dataset.sheet));
    models.push(model);
    el.replaceChildren();
    globalThis.gammalabAsk.render({ model, el });
  }
  for (const model of models) model.look(); // now that all of them are here

  const forget = document.querySelector(".gammalab-forget");
  if (forget && models.length) {
    forget.hidden = false;
    forget.querySelector("button").addEventListener("click", () => {
      for (const model of models) {
        for (const id of Object.keys(model.table)) {
          delete memory[model.name(id)];
          try {
            localStorage.removeItem(model.name(id));
          } catch {
            // It kept nothing.
          }
        }
        model.look();
      }
      forget.querySelector("[role=status]").textContent = "Forgotten.";
    });
  }
})();
