function start(spark) {
  const root = spark.closest(".nn-stepper");
  if (!root) return requestAnimationFrame(() => start(spark));
  const bar = spark.parentElement;
  spark.remove();
  const name = bar.dataset.name;
  const guard = (element) => element.setAttribute("data-lm-suppress-shortcuts", "true");
  root.dataset.stepper = name;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", bar.dataset.title);
  root.tabIndex = 0;
  guard(root);

  const hint = bar.querySelector(".nn-hint"), voice = bar.querySelector(".nn-voice");
  const figure = () => root.querySelector("[data-k]");
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const page = { root, tell }, light = lightParts(page), dragOn = dragParts(page), swap = swapParts(page);
  let waiting = 0, held = null, dragged = null, toSay = 0, unfolded = false;
  let stopping = false, later = [], resting = false, focused = -1, heard = [];

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
  function answered() {
    clearTimeout(waiting);
    waiting = 0;
    hint.textContent = "";
    dragOn();
  }

  // Every message goes through a hidden control of the kernel's; the picture that comes back is the answer.
  function ask(send) {
    if (lost()) {
      hint.textContent = hints.gone;
      return;
    }
    clearTimeout(waiting);
    waiting = setTimeout(wait, 1500);
    send();
  }
  function write(control, property, value) {
    control[property] = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function press(action) {
    if (stopping) return later.push(action);
    const entries = [...bar.querySelectorAll(`[data-enter="${action}"]`)];
    const from = root.dataset.playing === "true" && halts[action];
    if (from) {
      stopping = true;
      root.dataset.playing = "false";
      return hand(from, entries, Number(figure().dataset.k));
    }
    if (entries.some((entry) => action === "set" || entry.value || entry.dataset.told)) return hand(action, entries);
    ask(() => root.querySelector("button.nn-do-" + action).click());
  }
  // The kernel plays a few pictures ahead: what ends playing starts from the picture that is seen.
  const halts = { play: "pause", calm: "pause", step: "step", back: "back" };
  // Texts and action go as one message: JupyterLab may deliver those of two widgets in any order.
  function hand(action, entries, shown) {
    const texts = {};
    entries.forEach((entry) => { texts[entry.dataset.entry] = entry.dataset.told = entry.value; });
    tell({ action, texts, shown });
  }
  function tell(message) {
    const words = JSON.stringify({ ...message, time: performance.now() });
    ask(() => write(root.querySelector(".nn-message input"), "value", words));
  }
  function set(input) {
    const control = root.querySelector(`.nn-set-${input.dataset.choice} :is(input, select)`);
    const property = control.matches("select") ? "selectedIndex" : "value";
    if (String(control[property]) === input.value) return;
    ask(() => write(control, property, input.value));
  }

  function show(input) {
    if (input.type !== "range") return;
    const words = input.dataset.words ? JSON.parse(input.dataset.words)[input.value] : input.value;
    input.setAttribute("aria-valuetext", words);
    input.parentElement.querySelector("output").textContent = words;
  }
  bar.querySelectorAll("[data-choice]").forEach((input) => {
    show(input);
    input.addEventListener("input", () => {
      dragged = input;
      show(input);
      if (waiting) held = input;
      else set(input);
    });
    input.addEventListener("change", () => { dragged = null; });
  });
  bar.querySelectorAll("button").forEach((button) => {
    button.addEventListener("click", () => {
      resting = false;
      press(button.dataset.do === "play" && calm() ? "calm" : button.dataset.do);
    });
  });

  // A click on a part of the picture that has a name writes this name into the field for it.
  root.addEventListener("click", (event) => {
    const part = event.target.closest("[data-pick]"), entry = bar.querySelector('[data-entry="look"]');
    if (!part || !entry) return;
    entry.value = part.dataset.pick;
    press("set");
  });

  // Running a cell and saving are the notebook's: it takes no key from inside a guarded element.
  function forNotebook(event) {
    const held = event.ctrlKey || event.metaKey;
    if (event.key === "Enter") return held || event.shiftKey || event.altKey;
    return held && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s";
  }
  function toNotebook(event) {
    const cell = root.closest(".jp-Cell"), from = document.activeElement;
    if (!cell) return;
    event.preventDefault();
    event.stopPropagation();
    cell.tabIndex = 0;
    cell.focus({ preventScroll: true });
    cell.dispatchEvent(new KeyboardEvent("keydown", event));
    if (event.key !== "Enter") from.focus({ preventScroll: true });
  }

  const keys = { ArrowRight: "step", ArrowLeft: "back", Home: "reset", End: "last", p: "play", P: "play" };
  root.addEventListener("keydown", (event) => {
    if (forNotebook(event)) return toNotebook(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey && event.key !== "P") return;
    if (event.target.dataset.entry && event.key !== "Enter") return;
    const typed = event.target.matches("input, select") && event.key.toLowerCase() !== "p";
    let action = typed ? null : keys[event.key];
    if (event.key === "Enter") action = event.target === root ? "step" : event.target.dataset.press;
    if (event.target.dataset.entry && !event.isComposing) action = event.target.dataset.enter;
    const button = action && bar.querySelector(`button[data-do="${action}"]`);
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  });

  // A new picture takes the place of all that stood around it; the focus goes to what is there now.
  const stops = () => [...root.querySelectorAll(".nn-stage :is(a, button, input, select, summary, [tabindex])")];
  root.addEventListener("focusin", (event) => { focused = stops().indexOf(event.target); });
  root.addEventListener("focusout", (event) => { if (event.relatedTarget) focused = -1; });
  function refocus() {
    if (focused < 0 || document.activeElement !== document.body) return;
    (stops()[focused] || root).focus({ preventScroll: true });
  }

  function answer() {
    const now = figure();
    if (root.querySelector(".nn-error")) {  // an error is an answer too
      answered();
      stopping = false;
      later = [];
    }
    if (!now || now.dataset.answer === root.dataset.answer) return;
    root.dataset.answer = now.dataset.answer;
    answered();
    const seen = root.querySelector(".nn-seen input");
    if (seen) write(seen, "value", now.dataset.sent);
    stopping = stopping && now.dataset.playing === "true";
    root.dataset.playing = stopping ? "false" : now.dataset.playing;
    root.querySelectorAll("button, input, select, a, summary, [tabindex]").forEach(guard);
    now.querySelectorAll("text:not([tabindex], [tabindex] *)").forEach((words) => words.setAttribute("aria-hidden", "true"));
    root.querySelectorAll("details").forEach((details) => { details.open = unfolded; });
    refocus();
    light();
    swap();
    const choices = JSON.parse(now.dataset.choices);
    bar.querySelectorAll("[data-choice]").forEach((input) => {
      if (input === dragged || input === held) return;
      const index = choices[input.dataset.choice];
      if (input.dataset.choice === "seek") input.max = now.dataset.stop;
      if (input.type === "radio") input.checked = Number(input.value) === index;
      else input.value = index;
      show(input);
    });
    // What the reader is writing stays, unless the kernel has another text than it was told.
    bar.querySelectorAll("[data-entry]").forEach((entry) => {
      const text = choices[entry.dataset.entry];
      if (text !== entry.dataset.told) entry.value = entry.dataset.told = text;
    });
    clearTimeout(toSay);
    if (now.dataset.playing === "false" && !resting) toSay = setTimeout(() => say(now), 300);
    if (held) {
      const input = held;
      held = null;
      set(input);
    }
    if (!stopping) later.splice(0).forEach(press);
  }
  // Of a picture's words only those are said that the last one did not have.
  function say(now) {
    const said = root.querySelector(".nn-said")?.textContent || "";
    const words = now.getAttribute("aria-label"), parts = words.split(/(?<=[,;:.]) /);
    const news = parts.filter((part) => !heard.includes(part)).join(" ");
    heard = parts;
    voice.textContent = `${said} ${news || words}`.trim();
  }
  // Play rests while nobody can see it.
  new IntersectionObserver(([...entries]) => {
    const seen = entries.at(-1).isIntersecting;
    if (!seen && figure() && root.dataset.playing === "true") {
      resting = true;
      press("play");
    } else if (seen && resting) {
      resting = false;
      press(calm() ? "calm" : "play");
    }
  }).observe(root);
  root.addEventListener("toggle", (event) => { unfolded = event.target.open; }, true);
  new MutationObserver(answer).observe(root, { childList: true, subtree: true });
  watchWidth(page);
  answer();
}
