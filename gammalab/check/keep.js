// Two buttons: the student's work comes down as one file, and is taken up again.

const PATIENCE = 10000; // ms until a kernel that does not answer is called silent

function render({ model, el }) {
  el.classList.add("gammalab-keep");
  let timer = null;
  const add = (tag, props) => el.appendChild(Object.assign(document.createElement(tag), props));
  const down = add("button", { type: "button", textContent: "Download my work" });
  const up = add("button", { type: "button", textContent: "Take up a file of my work…" });
  const file = add("input", { type: "file", accept: ".zip", hidden: true });
  const said = add("p", {});
  said.setAttribute("role", "status");

  function ask(words, message, buffers) {
    said.textContent = words;
    clearTimeout(timer);
    timer = setTimeout(() => {
      said.textContent = "No answer from the kernel: is it busy? Else run this cell again.";
    }, PATIENCE);
    try {
      model.send(message, undefined, buffers);
    } catch {
      clearTimeout(timer);
      said.textContent = "No kernel is connected: run this cell again (Shift+Enter).";
    }
  }
  function heard(message, buffers) {
    clearTimeout(timer);
    said.textContent = message.said;
    if (!message.name) return;
    const address = URL.createObjectURL(new Blob(buffers, { type: "application/zip" }));
    const link = Object.assign(document.createElement("a"), { href: address });
    link.download = message.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60000); // the browser has it by then
  }
  down.addEventListener("click", () => ask("Packing what is saved…", { do: "pack" }));
  up.addEventListener("click", () => file.click());
  file.addEventListener("change", async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    const content = await chosen.arrayBuffer();
    file.value = ""; // the same file can be chosen again
    up.focus();
    ask(`Taking up ${chosen.name}…`, { do: "take" }, [content]);
  });
  // Lumino looks at the focused element itself; Enter would go into the cell.
  for (const button of [down, up]) {
    button.dataset.lmSuppressShortcuts = "true";
    button.addEventListener("keydown", (event) => {
      if (!event.shiftKey) event.stopPropagation();
    });
  }
  model.on("msg:custom", heard);
  hear(model);
  return () => {
    clearTimeout(timer);
    model.off("msg:custom", heard);
  };
}
export default { render };
