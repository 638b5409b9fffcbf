function start(spark) {
  const root = spark.closest(".nn-stepper");
  if (!root) return requestAnimationFrame(() => start(spark));
  const bar = spark.parentElement;
  spark.remove();
  if (bar.closest(".nn-hidden")) return;
  const guard = (element) => element.setAttribute("data-lm-suppress-shortcuts", "true");
  root.dataset.stepper = bar.dataset.name;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", bar.dataset.title);
  root.tabIndex = 0;
  guard(root);

  const steps = bar.querySelector(".nn-steps"), setup = bar.querySelector(".nn-setup");
  const voice = bar.querySelector(".nn-voice"), hint = bar.querySelector(".nn-hint");
  const controls = bar.querySelectorAll("button, input, select, summary");
  controls.forEach(guard);
  if (steps) root.prepend(steps);
  (steps || bar).append(hint);
  const all = (selector) => [...root.querySelectorAll(selector)];
  const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  const plays = () => root.dataset.playing === "true";

  const kernel = joinKernel(root, hint), screen = openScreen(root, shown, kernel.renewed);
  const light = lightParts(root), dragged = dragParts(root, screen.screen, act), swap = swapParts(root), tip = tellParts(root);
  const line = layTimeline(root, { show: scrub, ask: goTo });
  let moving = null, scrubbing = false, toSay = 0, resting = false, focused = null, heard = null, failure = null, arrived = null;
  const unfolded = new Set();

  // What is done while it plays ends playing, and starts from the picture that is seen.
  function act(message, about, join) {
    const k = Number(screen.figure().dataset.k);
    const told = kernel.tell(plays() ? { ...message, shown: k } : message, about, join);
    if (plays()) screen.stop(told);
    root.dataset.playing = "false";
    return told;
  }
  function press(action) {
    if (action === "play" && (plays() || calm())) action = plays() ? "pause" : "calm";
    if (action === "reset") all('[data-enter="step"]').forEach((entry) => { entry.value = ""; });
    const entries = all(`[data-enter="${action}"]`);
    const typed = entries.some((entry) => action === "set" || entry.value || entry.dataset.told);
    if (!typed && !plays() && !kernel.busy()) return kernel.click(action);
    // Texts and action go as one message: JupyterLab may deliver those of two widgets in any order.
    const texts = {};
    entries.forEach((entry) => { texts[entry.dataset.entry] = entry.dataset.told = entry.value; });
    act({ action, texts });
  }
  const choose = (input) => act({ action: "choose", name: input.dataset.choice, index: Number(input.value) }, input.dataset.choice);

  // A step that the page still has is shown at once; the kernel follows when the timeline is let go.
  function scrub(k) {
    scrubbing = true;
    screen.scrub(k);
    if (plays()) act({ action: "pause" });
    if (!screen.recall(k)) act({ action: "seek", k }, "seek");
  }
  function goTo(k) {
    scrubbing = false;
    screen.scrub(null);
    act({ action: "seek", k }, "seek");
  }

  function tell(input) {
    const words = input.dataset.words ? JSON.parse(input.dataset.words)[input.value] : input.value;
    input.setAttribute("aria-valuetext", words);
    input.parentElement.querySelector("output").textContent = words;
  }
  const choices = all("[data-choice]").filter((input) => input.dataset.choice !== "seek");
  const ranges = choices.filter((input) => input.type === "range");
  ranges.forEach(tell);
  choices.forEach((input) => {
    input.addEventListener("input", () => {
      moving = input;
      if (ranges.includes(input)) tell(input);
      choose(input);
    });
    for (const kind of ["change", "pointerup", "blur"]) input.addEventListener(kind, () => { moving = null; });
  });
  all("button[data-do]").forEach((button) => {
    button.addEventListener("click", () => {
      resting = false;
      press(button.dataset.do);
    });
  });

  // A click on a part of the picture that has a name writes this name into the field for it.
  root.addEventListener("click", (event) => {
    const part = event.target.closest("[data-pick]"), entry = root.querySelector('[data-entry="look"]');
    if (!part || !entry) return;
    entry.value = part.dataset.pick;
    press("set");
  });
  root.addEventListener("keydown", (event) => {
    if (!event.target.matches("[role=button][data-pick]") || !["Enter", " "].includes(event.key) || forNotebook(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.target.dispatchEvent(new MouseEvent("click", { bubbles: true }));
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
    const button = action && root.querySelector(`button[data-do="${action}"]`);
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    button.click();
  });

  // A new picture takes the place of all that stood there; the focus goes to what has its place now.
  const stops = () => [...screen.screen.querySelectorAll("a, button, input, select, summary, [tabindex]")];
  const nameOf = ({ dataset }) => dataset.plane || dataset.drag || dataset.swap || dataset.part;
  root.addEventListener("focusin", ({ target }) => {
    const index = stops().indexOf(target);
    focused = index < 0 ? null : { index, name: nameOf(target), focusVisible: target.matches(":focus-visible") };
  });
  root.addEventListener("focusout", (event) => { if (event.relatedTarget) focused = null; });
  root.addEventListener("keydown", () => { if (focused) focused.focusVisible = true; }, true);
  function refocus() {
    if (!focused || document.activeElement !== document.body) return;
    const now = stops(), { index, name, focusVisible } = focused;
    const place = (name && now.find((stop) => nameOf(stop) === name)) || now[index] || root;
    place.focus({ preventScroll: true, focusVisible });
  }

  function shown(data, { late, recalled }) {
    if (!recalled) answered(data);
    if (late) return;
    // Numbers run along the wires of a step that has just come, not of one that is changed or recalled.
    screen.screen.classList.toggle("nn-arrived", !recalled && data.k !== arrived);
    arrived = data.k;
    stops().forEach(guard);
    if (screen.figure().getAttribute("role") === "group") {
      screen.figure().querySelectorAll("text:not([tabindex], [tabindex] *)").forEach((words) => words.setAttribute("aria-hidden", "true"));
    }
    screen.screen.querySelectorAll("details").forEach((details, i) => { details.open = unfolded.has(i); });
    refocus();
    light();
    tip();
    swap();
    settle();
    makeRoomAnew(data);
    clearTimeout(toSay);
    if (!heard) say(screen.figure());
    else if (!plays() && !resting) toSay = setTimeout(() => say(screen.figure()), 300);
  }
  function answered(data) {
    root.dataset.playing = data.playing;
    root.dataset.answer = data.answer;
    kernel.seen(data.sent);
    kernel.answered(data.told);
    dragged(data.told);
    const values = JSON.parse(data.choices);
    choices.forEach((input) => {
      // A key pressed again before the kernel has answered the one before goes on from where it stands.
      if (input === moving || kernel.waitsFor(input.dataset.choice)) return;
      const index = values[input.dataset.choice];
      if (input.type === "radio") input.checked = Number(input.value) === index;
      else input.value = index;
      if (ranges.includes(input)) tell(input);
    });
    // What the reader is writing stays, unless the kernel has another text than it was told.
    all("[data-entry]").forEach((entry) => {
      const text = values[entry.dataset.entry];
      if (text !== entry.dataset.told) entry.value = entry.dataset.told = text;
    });
    if (!scrubbing) line.move(Number(data.k), Number(data.stop));
    sumUp();
  }
  // The folded settings in a line.
  function sumUp() {
    if (!setup) return;
    const parts = setup.querySelectorAll("fieldset, label:not(fieldset label)");
    const words = [...parts].map((part) => {
      if (part.matches("fieldset")) {
        const checked = part.querySelector("input:checked");
        return `${part.querySelector("legend").textContent} ${checked ? checked.parentElement.textContent : "–"}`;
      }
      const input = part.querySelector("input, select"), value = input.type === "range" ? part.querySelector("output").textContent : input.selectedOptions?.[0].text ?? input.value;
      return `${part.querySelector("span").textContent} ${value}`;
    });
    setup.querySelector(".nn-settings").textContent = words.join(" · ");
  }
  // What belongs beside a control is moved there; what is asked and said stands with the steps, which
  // stay in sight.
  function settle() {
    all("[data-notes]").forEach((place) => {
      place.replaceChildren(...screen.screen.querySelectorAll(`[data-beside="${place.dataset.notes}"]`));
    });
    steps?.querySelector(".nn-asked").replaceChildren(...screen.screen.querySelectorAll(".nn-said"));
    if (setup && setup.parentElement !== root) screen.room.after(setup);
  }
  // The page below keeps its place: the room for a step is that of the highest so far, as long as the
  // reader chooses nothing else and the page is as wide.
  let wide = 0, high = 0, chosen = null;
  function makeRoom({ width, height }) {
    if (screen.screen.querySelector("details[open]")) return;
    if (width !== wide) high = 0;
    wide = width;
    high = Math.max(high, height);
    screen.room.style.minHeight = `${high}px`;
  }
  new ResizeObserver(([{ contentRect }]) => makeRoom(contentRect)).observe(screen.screen);
  function makeRoomAnew({ choices, width }) {
    if (choices + width === chosen) return;
    chosen = choices + width;
    high = 0;
    screen.room.style.minHeight = "";
    makeRoom(screen.screen.getBoundingClientRect());
  }

  // The news first: of a picture's words those that the last one did not have, then its number.
  function say(now) {
    const parts = now.getAttribute("aria-label").split(/(?<=[,;:.]) /), known = heard;
    heard = parts;
    if (!known) return;
    const said = root.querySelector(".nn-said"), verdict = said?.querySelector("strong")?.textContent || "";
    const news = parts.filter((part) => !known.includes(part)), counts = (part) => /^step \d/.test(part);
    const question = (said?.textContent || "").replace(verdict, "");
    const words = [verdict, ...news.filter((part) => !counts(part)), ...news.filter(counts), question];
    voice.textContent = words.join(" ").trim();
  }
  // Play rests while nobody can see it.  A page that finds its place is out of sight for a moment only.
  const MOMENT = 400;
  let leaving = 0;
  function rest() {
    if (!plays()) return;
    resting = true;
    press("play");
  }
  new IntersectionObserver((entries) => {
    const seen = entries.at(-1).isIntersecting, again = seen && resting;
    clearTimeout(leaving);
    if (!seen) leaving = setTimeout(rest, MOMENT);
    if (again) resting = false;
    if (again && !plays()) press("play");
  }).observe(root);

  root.addEventListener("toggle", (event) => {
    const i = [...screen.screen.querySelectorAll("details")].indexOf(event.target);
    if (event.target.open) unfolded.add(i);
    else unfolded.delete(i);
  }, true);
  function look() {
    const error = root.querySelector(".nn-error")?.dataset.answer;
    if (error && error !== failure) {  // an error is an answer too
      failure = error;
      screen.failed();
      kernel.answered(null);
      dragged(null);
    }
    line.lay();
    screen.take();
  }
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
  watchWidth(root, kernel.tell);
  look();
}
