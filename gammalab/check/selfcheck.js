// One button: does what stands on this page reach the kernel, and the kernel's answer the page?

const PATIENCE = 5000; // ms until a kernel that does not answer is called silent

function render({ model, el }) {
  el.classList.add("gammalab-selfcheck");
  let timer = null;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Press me: click, or Tab and Enter";
  button.dataset.lmSuppressShortcuts = "true";
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  el.append(button, said);

  function show() {
    if (!model.get("presses")) return;
    clearTimeout(timer);
    said.textContent = "It answered: labs and questions will work here.";
  }
  button.addEventListener("click", () => {
    said.textContent = "Asking the kernel…";
    clearTimeout(timer);
    timer = setTimeout(() => {
      said.textContent =
        "No answer. Is the kernel busy (a filled circle, top right)? Else choose Kernel > " +
        "Restart Kernel and Run All Cells. If that does not help, reload the page.";
    }, PATIENCE);
    try {
      model.send({ pressed: true });
    } catch {
      said.textContent = "No kernel is connected: run this cell again (Shift+Enter).";
      clearTimeout(timer);
    }
  });
  const keep = (event) => event.key === "Enter" && !event.shiftKey && event.stopPropagation();
  button.addEventListener("keydown", keep); // or the notebook goes into its cell
  model.on("change:presses", show);
  show();
  hear(model);
  return () => {
    clearTimeout(timer);
    model.off("change:presses", show);
  };
}
export default { render };
