// All places of one thing light up together: a weight on its wire, in the sum, in the table.
function lightParts(root) {
  let lit = [], resting = null;
  const keys = (element) => element?.closest?.("[data-part]")?.dataset.part.split(" ") || [];
  function light() {
    root.querySelectorAll(".nn-lit").forEach((element) => element.classList.remove("nn-lit"));
    if (!lit.length) return;
    root.querySelectorAll("[data-part]").forEach((element) => {
      element.classList.toggle("nn-lit", keys(element).some((key) => lit.includes(key)));
    });
  }
  const focused = () => document.activeElement.matches(":focus-visible") ? document.activeElement : null;
  const placeOf = (event) => `${event.screenX} ${event.screenY}`;
  function choose(event) {
    // What a scroll or a new picture brings under a pointer that rests was not pointed at.
    if (event.type === "pointerover" && placeOf(event) === resting) return;
    const wanted = keys(event.target);
    if (!wanted.length && !lit.length) return;
    lit = wanted.length ? wanted : keys(focused());
    light();
  }
  for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, choose);
  root.addEventListener("pointermove", (event) => { resting = placeOf(event); });
  root.addEventListener("pointerleave", () => { lit = keys(focused()); light(); });
  root.addEventListener("focusout", () => { lit = []; light(); });
  return light;
}

// A place is dragged on a plane of the screen, or a number up and down.
function dragParts(root, screen, tell) {
  const ACTIONS = { plane: "point", drag: "tweak" }, PIXELS = 4;
  let placed = null, gesture = null;

  const within = (x, [one, other]) => Math.min(Math.max(x, Math.min(one, other)), Math.max(one, other));
  const numbers = (element, ...names) => names.map((name) => Number(element.dataset[name]));
  const limits = (plane) => [numbers(plane, "x0", "x1"), numbers(plane, "y0", "y1")];
  const placeOf = (element) => element.dataset.plane ? numbers(element, "x", "y") : numbers(element, "value");
  function partOf(event) {
    const element = event.target.closest("[data-plane], [data-drag]");
    const kind = element && (element.dataset.plane ? "plane" : "drag");
    return element && { element, kind, name: element.dataset[kind], trail: "trail" in element.dataset };
  }

  // Of the moves that wait for an answer only the last is sent, or on a plane with a trail the places
  // of all, and the end of a gesture always.
  function send({ kind, name, trail }, place, phase) {
    const about = phase === "down" ? null : `${name} ${phase}`, message = { action: ACTIONS[kind], name, phase };
    const join = (last) => ({ ...message, place: trail ? [...last.place, ...place] : place });
    placed = { name, place, told: tell({ ...message, place }, about, join) };
  }

  function placeUnder({ kind, name, from, value, step }, event) {
    if (kind === "drag") return [value + Math.round((from - event.clientY) / PIXELS) * step];
    const plane = [...screen.querySelectorAll("[data-plane]")].find((one) => one.dataset.plane === name);
    const box = plane?.getBoundingClientRect();
    if (!box?.width || !box.height) return null;  // out of sight
    const [xs, ys] = limits(plane);
    const x = xs[0] + (event.clientX - box.left) / box.width * (xs[1] - xs[0]);
    const y = ys[1] + (event.clientY - box.top) / box.height * (ys[0] - ys[1]);
    return [within(x, xs), within(y, ys)];
  }
  function follow(event, phase) {
    const place = placeUnder(gesture, event) || gesture.place;
    if (place) send(gesture, gesture.place = place, phase);
  }
  function begin(event) {
    root.setPointerCapture(event.pointerId);
    gesture.begun = true;
    follow(event, "down");
  }
  root.addEventListener("pointerdown", (event) => {
    const part = partOf(event);
    if (!part || event.button) return;
    event.preventDefault();
    part.element.focus({ preventScroll: true, focusVisible: false });
    const [value, step] = numbers(part.element, "value", "step");
    gesture = { ...part, from: event.clientY, value, step };
    if (part.kind === "plane") begin(event);
  });
  root.addEventListener("pointermove", (event) => {
    if (gesture?.begun) return follow(event, "move");
    // A number that is pressed and not moved is clicked.
    if (gesture && Math.abs(event.clientY - gesture.from) >= PIXELS) begin(event);
  });
  root.addEventListener("pointerup", (event) => {
    if (gesture?.begun) follow(event, "up");
    gesture = null;
  });
  // The browser's own dragging, of a picture or of marked words, would cancel the pointer.
  root.addEventListener("dragstart", (event) => { if (gesture) event.preventDefault(); });
  root.addEventListener("pointercancel", () => {  // it comes without a place
    if (gesture?.begun) send(gesture, gesture.place, "up");
    gesture = null;
  });
  // The picture is replaced under the finger, and with it the touch-action that keeps the page still.
  root.addEventListener("touchstart", (event) => { if (partOf(event)) event.preventDefault(); }, { passive: false });

  // The scene's own buttons, and their keys on a plane, wait in the same line.
  const act = (button) => tell({ action: "act", name: button.dataset.act });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) act(button);
  });
  root.addEventListener("keydown", (event) => {
    const button = [...root.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!button || !event.target.closest("[data-plane]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act(button);
  });

  // Enter on a plane is a click at its place, if it presses no button.
  root.addEventListener("keydown", (event) => {
    const part = partOf(event);
    if (event.key !== "Enter" || part?.kind !== "plane" || part.element.dataset.press) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const place = placed?.name === part.name ? placed.place : placeOf(part.element);
    for (const phase of ["down", "up"]) send(part, place, phase);
  });

  // A key moves on from where the last message has put it, which the picture may not show yet.
  const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  root.addEventListener("keydown", (event) => {
    const part = partOf(event), way = WAYS[event.key];
    if (!part || !way || event.ctrlKey || event.metaKey || event.altKey) return;
    const { kind, name, element } = part, by = kind === "plane" ? way : way.slice(1);
    if (!by.some(Boolean)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const step = Number(element.dataset.step) * (event.shiftKey ? 10 : 1);
    const from = placed?.name === name ? placed.place : placeOf(element);
    const to = from.map((x, i) => x + by[i] * step);
    send(part, kind === "plane" ? limits(element).map((ends, i) => within(to[i], ends)) : to, "up");
  });

  return function answered(told) {
    if (told === null || told === placed?.told) placed = null;
  };
}

// What an svg part is called, as its title says, stands beside it while the pointer or the focus is on
// it: at once, for the keyboard too, and in the look of the page.
function tellParts(root) {
  const box = root.appendChild(document.createElement("div"));
  box.className = "nn-tip nn-named";
  box.setAttribute("aria-hidden", "true");  // the part has the same words as its label
  box.hidden = true;
  let part = null;
  function named(element) {
    for (let one = element; one && one !== root; one = one.parentElement) {
      const title = one.querySelector?.(":scope > title");
      if (title) {  // or the browser would tell it a second time
        one.dataset.named = title.textContent;
        title.remove();
      }
      if (one.dataset?.named) return one;
    }
    return null;
  }
  function show(at, x, y) {
    part = at;
    box.hidden = !at;
    if (!at) return;
    box.textContent = at.dataset.named;
    const room = root.getBoundingClientRect(), half = box.offsetWidth / 2;
    box.style.left = `${Math.max(Math.min(x - room.left, room.width - half), half)}px`;
    box.style.top = `${y - room.top}px`;
  }
  const beside = (event) => show(named(event.target), event.clientX, event.clientY - 34);
  root.addEventListener("pointerover", beside);
  root.addEventListener("pointermove", (event) => { if (part) beside(event); });
  root.addEventListener("pointerleave", () => show(null));
  root.addEventListener("pointerdown", () => show(null));
  root.addEventListener("focusin", (event) => {
    if (!event.target.matches(":focus-visible")) return;
    const at = named(event.target), { left, width, top, height } = event.target.getBoundingClientRect();
    show(at, left + width / 2, top + height / 2 - 34);
  });
  root.addEventListener("focusout", () => show(null));
  return () => { if (part && !part.isConnected) show(null); };
}

// A small picture fills the large one while the pointer or the focus is on it.  It is an svg or an
// image, or holds one; or it is a rect, and shows what lies below it in the svg around it.
function swapParts(root) {
  let shown = null, own = null, copy = null;
  function back() {
    if (own) root.querySelector("[data-swap-target]")?.replaceWith(own);
    own = copy = null;
  }
  function show() {
    const small = shown && [...root.querySelectorAll("[data-swap]")].find((one) => one.dataset.swap === shown);
    const target = root.querySelector("[data-swap-target]");
    const part = small?.matches("rect") && ["x", "y", "width", "height"].map((name) => small.getAttribute(name) || 0);
    const from = part ? small.closest("svg") : small?.matches("svg, image") ? small : small?.querySelector("svg, image");
    if (!from || !target) return;
    copy = from.cloneNode(true);
    if (part) copy.setAttribute("viewBox", part.join(" "));
    copy.querySelectorAll("[data-swap]").forEach((one) => one.remove());
    for (const name of ["data-swap", "tabindex", "data-part", "class"]) copy.removeAttribute(name);
    for (const name of ["x", "y", "width", "height", "data-swap-target"]) copy.setAttribute(name, target.getAttribute(name));
    target.replaceWith(copy);
    own = target;
  }
  function choose(event) {
    const name = event.target.closest("[data-swap]")?.dataset.swap || null;
    if (name === shown) return;
    back();
    shown = name;
    show();
  }
  for (const kind of ["pointerover", "focusin"]) root.addEventListener(kind, choose);
  for (const kind of ["pointerleave", "focusout"]) root.addEventListener(kind, () => { back(); shown = null; });
  return () => {
    if (copy?.isConnected) return;  // the focus that came back has shown it already
    own = copy = null;
    show();
  };
}

// The picture is drawn for one of three widths; the kernel is told when that changes.
function watchWidth(root, tell) {
  let known = "middle";
  new ResizeObserver(() => {
    const width = root.clientWidth, name = width >= 1000 ? "wide" : width >= 700 ? "middle" : "narrow";
    if (!width || name === known) return;
    known = name;
    tell({ action: "width", width: name });
  }).observe(root);
}
