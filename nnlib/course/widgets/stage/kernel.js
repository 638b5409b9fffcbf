// The page's side of the talk with the kernel.  Every message goes through a hidden control of the
// kernel's; the picture that comes back is the answer.
function joinKernel(root, hint) {
  const outbox = [];
  let underway = null, waiting = 0, known = null, line = "0", doubted = false;

  // JupyterLab marks a widget that has lost its kernel, and what a notebook's kernel is doing.
  const lost = () => root.matches(".jupyter-widgets-disconnected");
  function state() {
    const panel = root.closest(".jp-NotebookPanel");
    const status = panel?.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status;
    return lost() || (status && status !== "busy") ? "gone" : status;
  }
  const again = "Run ▸ Run All Above Selected Cell, then run this cell again.";
  const hints = { busy: "still computing …", gone: `The kernel was restarted: choose ${again}` };
  const click = (action) => root.querySelector("button.nn-do-" + action)?.click();
  function wait() {
    // What is not answered by a kernel that has nothing to do was perhaps never sent.
    if (!doubted && state() !== "busy" && !lost()) {
      doubted = true;
      click("renew");
      waiting = setTimeout(wait, 500);
      return;
    }
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
    doubted = false;
    write();
  }
  // A control that the kernel has made anew may come later than the picture that tells of it.
  function write(name, value, tries = 100) {
    const control = root.querySelector(`.nn-${name}.nn-line-${line} input`);
    if (control) {
      control.value = value;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (tries && root.isConnected) setTimeout(() => write(name, value, tries - 1), 20);
  }
  function next() {
    if (underway || !outbox.length) return;
    underway = outbox.shift();
    send(speak);
  }
  const speak = () => write("message", JSON.stringify(underway));

  return {
    click: (action) => send(() => click(action)),
    // The kernel has new controls: what it has not heard by the old ones is said again.
    renewed(data) {
      if (data.line === line) return;
      line = data.line;
      known = null;
      if (!underway || underway.told === data.told) return;
      clearTimeout(waiting);
      waiting = setTimeout(wait, 1500);
      speak();
    },
    seen(sent) {
      if (sent !== known && !lost()) write("seen", sent);
      known = sent;
    },
    // One message is under way at a time, since a control keeps only its last value.  While it waits,
    // a message gives its place to a later one about the same thing, or is joined with it.
    tell(message, about = null, join = () => message) {
      const last = about && outbox.at(-1)?.about === about ? outbox.pop() : null;
      const told = last ? last.told : `${performance.timeOrigin + performance.now()}`;
      outbox.push({ shown: last?.shown, ...message, ...(last && join(last)), told, about });
      next();
      return told;
    },
    busy: () => underway !== null,
    waitsFor: (about) => [underway, ...outbox].some((one) => one?.about === about),
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
