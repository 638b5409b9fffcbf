// The page's side of the talk with the kernel.  Every message goes through a hidden control of the
// kernel's; the picture that comes back is the answer.
function joinKernel(root, hint) {
  const outbox = [];
  let underway = null, waiting = 0;

  // JupyterLab marks a widget that has lost its kernel, and what a notebook's kernel is doing.
  const lost = () => root.matches(".jupyter-widgets-disconnected");
  function state() {
    const panel = root.closest(".jp-NotebookPanel");
    const status = panel?.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status;
    return lost() || (status && status !== "busy") ? "gone" : status;
  }
  const again = "Run ▸ Run All Above Selected Cell, then run this cell again.";
  const hints = { busy: "still computing …", gone: `The kernel was restarted: choose ${again}` };
  function wait() {
    hint.textContent = hints[state()] || `still computing … If the kernel was restarted: ${again}`;
    waiting = setTimeout(wait, 1500);
  }
  function send(write) {
    if (lost()) {
      outbox.length = 0;
      underway = null;
      hint.textContent = hints.gone;
      return;
    }
    clearTimeout(waiting);
    waiting = setTimeout(wait, 1500);
    write();
  }
  function write(control, value) {
    if (!control) return;  // the cell has been cleared
    control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function next() {
    if (underway || !outbox.length) return;
    underway = outbox.shift();
    const words = JSON.stringify(underway);
    send(() => write(root.querySelector(".nn-message input"), words));
  }

  return {
    click: (action) => send(() => root.querySelector("button.nn-do-" + action)?.click()),
    seen(sent) {
      if (!lost()) write(root.querySelector(".nn-seen input"), sent);
    },
    // One message is under way at a time, since a control keeps only its last value.  While it waits,
    // a message gives its place to a later one about the same thing, or is joined with it.
    tell(message, about = null, join = () => message) {
      const told = `${performance.timeOrigin + performance.now()}`, waits = about && outbox.at(-1)?.about === about;
      outbox.push({ ...(waits ? { ...message, ...join(outbox.pop()) } : message), told, about });
      next();
      return told;
    },
    busy: () => underway !== null,
    answered(told) {
      clearTimeout(waiting);
      waiting = 0;
      hint.textContent = "";
      if (underway && (told === null || told === underway.told)) underway = null;
      if (underway) waiting = setTimeout(wait, 1500);
      next();
    },
  };
}
