// What is too large for its slide, because it is wide or the fonts are others, is made smaller.
const LEAST = 0.6;

function narrowDisplays(slide) {
  for (const display of slide.querySelectorAll("div.maths")) {
    display.style.fontSize = "";
    const ratio = display.clientWidth / display.scrollWidth;
    if (ratio < 1) display.style.fontSize = `${Math.floor(98 * ratio)}%`;
  }
}

function overflows(slide) {
  const body = slide.querySelector(".body");
  return body.scrollHeight > body.clientHeight + 1 || body.scrollWidth > body.clientWidth + 1;
}

// The words below a picture get the room of the longest, so that the picture keeps its size.
function steady(player) {
  const { parts, frames } = JSON.parse(player.querySelector("[type='application/json']").textContent);
  const below = player.querySelector("[data-below]"), now = below.innerHTML;
  below.style.minHeight = "";
  const heights = frames.map((frame) => {
    below.innerHTML = frame.below.map((i) => parts[i]).join("");
    return below.offsetHeight;
  });
  below.innerHTML = now;
  below.style.minHeight = `${Math.max(...heights)}px`;
}

function fit(slide) {
  if (!slide?.matches("section.slide")) return;
  slide.querySelectorAll(".nn-player").forEach(steady);
  for (let shrink = 1; shrink >= LEAST; shrink -= 0.05) {
    slide.style.setProperty("--shrink", shrink.toFixed(2));
    narrowDisplays(slide);
    if (!overflows(slide)) return;
  }
}

// On paper a stepper stands where it tells most.
function showStills() {
  for (const stepper of document.querySelectorAll("[data-still]")) {
    const slider = stepper.querySelector("input");
    slider.value = stepper.dataset.still;
    slider.dispatchEvent(new Event("input"));
  }
}

// A player with the focus has the arrows; all other keys, a presenter's too, are the deck's.
const PLAYERS = ["ArrowRight", "ArrowLeft", "Home", "End", "p", "P", "Enter", " ", "Tab"];

function handOver(event) {
  if (!event.target.closest?.(".nn-player") || PLAYERS.includes(event.key)) return;
  event.stopPropagation();
  event.preventDefault();
  if (event.key === "Escape") document.activeElement.blur();
  else Reveal.triggerKey(event.keyCode);
}

document.addEventListener("keydown", handOver, true);
Reveal.initialize({
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  controls: false,
  hash: true,
  slideNumber: "c/t",
  navigationMode: "linear",
  transition: "none",
  pdfSeparateFragments: false,
  pdfMaxPagesPerSlide: 1,
  plugins: [RevealNotes],
});
Reveal.on("ready", ({ currentSlide }) => fit(currentSlide));
Reveal.on("slidechanged", ({ currentSlide }) => {
  document.activeElement?.blur();
  fit(currentSlide);
});
Reveal.on("pdf-ready", () => {
  showStills();
  document.querySelectorAll("section.slide").forEach(fit);
  document.documentElement.dataset.paper = "ready";
});
