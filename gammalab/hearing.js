// What every page of ours begins with. _page.py puts it before the page's own script.

// anywidget gives a widget two seconds to load its code. On a busy machine they pass, the page is
// drawn a moment later all the same, and from then on the widget's model throws away whatever the
// kernel sends it. Try it with a message that means nothing; if that is thrown away, listen as any
// other widget does, and ask for what was missed.
async function hear(model) {
  const whole = await model.widget_manager.get_model(model.get("own_id"));
  try {
    await whole._handle_comm_msg({ content: { data: { method: "nothing" } }, buffers: [] });
    return;
  } catch {
    // It is deaf.
  }
  let plain = Object.getPrototypeOf(whole);
  for (let found = 0; plain; plain = Object.getPrototypeOf(plain)) {
    if (Object.hasOwn(plain, "_handle_comm_msg") && ++found === 2) break; // above anywidget's own
  }
  whole.comm.on_msg((message) => plain._handle_comm_msg.call(whole, message));
  whole.comm.send({ method: "request_state" });
}

