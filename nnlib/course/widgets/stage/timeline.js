// The timeline: a range over a strip that is coloured by phase.  Hovering tells a step's name.
function layTimeline(root, { show, ask }) {
  const line = root.querySelector(".nn-timeline");
  if (!line) return { lay() {}, move() {} };
  const input = line.querySelector("input"), track = line.querySelector(".nn-track");
  const tip = line.querySelector(".nn-tip"), count = root.querySelector(".nn-count");
  let names = [], held = false;

  function lay() {
    const sent = root.querySelector(".nn-sent-track [data-names]");
    if (!sent) return;
    names = JSON.parse(sent.dataset.names);
    track.replaceChildren(sent);
    mark();
  }
  function mark() {
    const k = Number(input.value), last = Number(input.max), ahead = track.querySelector(".nn-ahead");
    const words = `step ${k} of ${last}`;
    count.textContent = words;
    input.setAttribute("aria-valuetext", names[k] ? `${words}: ${names[k]}` : words);
    ahead?.setAttribute("x", k);
    ahead?.setAttribute("width", last - k);
  }
  function move(k, last) {
    input.max = last;
    input.value = k;
    mark();
  }
  input.addEventListener("input", () => {
    held = true;
    mark();
    show(Number(input.value));
  });
  for (const kind of ["change", "pointerup", "blur"]) {
    input.addEventListener(kind, () => {
      if (held) ask(Number(input.value));
      held = false;
    });
  }

  const THUMB = 12;  // as wide as in shell.css
  line.addEventListener("pointermove", (event) => {
    const box = input.getBoundingClientRect(), along = (event.clientX - box.left - THUMB / 2) / (box.width - THUMB);
    const k = Math.round(Math.min(Math.max(along, 0), 1) * input.max);
    tip.textContent = names[k] ? `${k}: ${names[k]}` : `step ${k}`;
    tip.hidden = false;
    const half = tip.offsetWidth / 2, place = event.clientX - box.left;
    tip.style.left = `${Math.max(Math.min(place, box.width - half), half)}px`;
  });
  line.addEventListener("pointerleave", () => { tip.hidden = true; });
  return { lay, move };
}
