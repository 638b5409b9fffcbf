(function start(spark) {
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
  let waiting = 0, held = null, dragged = null, toSay = 0, unfolded = false;

  // Every message goes through a hidden control of the kernel's; the picture that comes back is the answer.
  function ask(send) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      hint.textContent = "kernel gone: run the cell again (or wait, if another cell is running)";
    }, 1500);
    send();
  }
  function press(action) {
    const entries = [...bar.querySelectorAll(`[data-enter="${action}"]`)];
    if (entries.some((entry) => action === "set" || entry.value || entry.dataset.told)) return hand(action, entries);
    ask(() => root.querySelector("button.nn-do-" + action).click());
  }
  // Texts and action go as one message: JupyterLab may deliver those of two widgets in any order.
  function hand(action, entries) {
    const control = root.querySelector(".nn-message input"), texts = {};
    entries.forEach((entry) => { texts[entry.dataset.entry] = entry.dataset.told = entry.value; });
    ask(() => {
      control.value = JSON.stringify({ action, texts, time: Date.now() });
      control.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  function set(input) {
    const control = root.querySelector(`.nn-set-${input.dataset.choice} :is(input, select)`);
    const property = control.matches("select") ? "selectedIndex" : "value";
    if (String(control[property]) === input.value) return;
    ask(() => {
      control[property] = input.value;
      control.dispatchEvent(new Event("change", { bubbles: true }));
    });
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

  const keys = { ArrowRight: "step", ArrowLeft: "back", Home: "reset", End: "last", p: "play", P: "play" };
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.dataset.entry && event.key !== "Enter") return;
    const typed = event.target.matches("input, select") && event.key.toLowerCase() !== "p";
    let action = typed ? null : keys[event.key];
    if (event.key === "Enter" && event.target === root) action = "step";
    if (event.target.dataset.entry && !event.isComposing) action = event.target.dataset.enter;
    const button = action && bar.querySelector(`button[data-do="${action}"]`);
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  });

  function answer() {
    const now = figure();
    if (root.querySelector(".nn-error")) {  // an error is an answer too
      clearTimeout(waiting);
      waiting = 0;
    }
    if (!now || now.dataset.answer === root.dataset.answer) return;
    root.dataset.answer = now.dataset.answer;
    clearTimeout(waiting);
    waiting = 0;
    hint.textContent = "";
    root.dataset.playing = now.dataset.playing;
    root.querySelectorAll("button, input, select, a, summary").forEach(guard);
    root.querySelectorAll("details").forEach((details) => { details.open = unfolded; });
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
    if (now.dataset.playing === "false") {
      const said = root.querySelector(".nn-said")?.textContent || "";
      toSay = setTimeout(() => { voice.textContent = `${said} ${now.getAttribute("aria-label")}`; }, 300);
    }
    if (held) {
      const input = held;
      held = null;
      set(input);
    }
  }
  root.addEventListener("toggle", (event) => { unfolded = event.target.open; }, true);
  new MutationObserver(answer).observe(root, { childList: true, subtree: true });
  answer();
})
