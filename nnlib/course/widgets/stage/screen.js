// Pictures arrive out of sight, in pairs or late, and are shown one by one.
function openScreen(root, shown, come) {
  const PERIOD = 31, HASTE = 15, MANY = 3, KEPT = 200;
  const room = document.createElement("div"), screen = document.createElement("div");
  room.className = "nn-room";
  screen.className = "nn-screen";
  room.append(screen);
  const queue = [], kept = new Map();
  let awaited = null, answer = null, version = null, last = 0, ticking = false, wanted = null;

  function take() {
    const content = root.querySelector(".nn-stage .widget-html-content");
    if (!content?.querySelector("[data-k]")) return;
    if (!room.isConnected) root.querySelector(".nn-stage").before(room);
    const picture = document.createElement("div");
    picture.append(...content.childNodes);
    arrive(picture, picture.querySelector("[data-k]").dataset);
  }
  function arrive(picture, data) {
    if (data.answer === answer) return;
    answer = data.answer;
    come(data);
    const plays = data.playing === "true";
    if (awaited && data.told !== awaited) return;
    if (!plays && awaited) awaited = null;
    keep(picture, data);
    if (plays || queue.length) {
      queue.push([picture, data]);
      if (!ticking) requestAnimationFrame(tick);
      ticking = true;
    } else show(picture, data);
  }
  function tick(now) {
    const due = now - last >= (queue.length > MANY ? HASTE : PERIOD);
    if (queue.length && due) {
      last = now;
      show(...queue.shift());
    }
    ticking = queue.length > 0;
    if (ticking) requestAnimationFrame(tick);
  }
  // A picture that scrolls, on a small screen, stays where it was scrolled to.
  function replace(change) {
    const scrolls = () => screen.querySelector(".nn-figure > div");
    const left = scrolls()?.scrollLeft;
    change();
    if (left) scrolls()?.scrollTo({ left });
  }
  function show(picture, data) {
    // While the timeline is dragged, an answer may be late: another step is already shown.
    const late = wanted !== null && Number(data.k) !== wanted;
    if (!late) replace(() => screen.replaceChildren(...picture.childNodes));
    shown(data, { late });
  }

  // The last pictures of this run, as they were without what was said to what was typed.
  function keep(picture, data) {
    if (data.version !== version) kept.clear();
    version = data.version;
    const plain = picture.cloneNode(true);
    plain.querySelectorAll(".nn-said strong, .nn-refused").forEach((said) => said.remove());
    kept.delete(data.k);
    kept.set(data.k, plain.innerHTML);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  }

  return {
    room,
    screen,
    take,
    figure: () => screen.querySelector("[data-k]"),
    // What ends playing: pictures that are still to come are not shown, until this is answered.
    stop(told) {
      awaited = told;
      queue.length = 0;
    },
    failed() { awaited = null; },
    scrub(k) { wanted = k; },
    recall(k) {
      const html = kept.get(String(k));
      if (html === undefined) return false;
      replace(() => { screen.innerHTML = html; });
      shown(screen.querySelector("[data-k]").dataset, { recalled: true });
      return true;
    },
  };
}
