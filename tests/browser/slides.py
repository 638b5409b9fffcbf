"""A deck of slides in a page, for tests: where it is, and what does not fit."""

import re
from contextlib import contextmanager
from types import SimpleNamespace

LOCAL = re.compile(r"file:|data:|blob:|about:")
LEAST = 0.85  # of its type's size that a slide may have shrunk to
LEGIBLE = 14  # pixels of the smallest words, on a slide of 1280 × 720
CROWDED = """([least, legible]) => {
  const slide = Reveal.getCurrentSlide(), body = slide.querySelector(".body");
  const page = slide.querySelector(".page").getBoundingClientRect(), scale = 1280 / page.width;
  const floor = page.bottom - 30 / scale, faults = [];
  const unseen = "mjx-assistive-mml, [data-voice], [hidden], details:not([open]) > *, svg svg";
  for (const part of slide.querySelectorAll("h2, .body, .body *")) {
    const drawn = part.closest("svg"), box = part.getBoundingClientRect();
    if (part.closest(unseen) || (drawn && drawn !== part) || !box.width || !box.height) continue;
    const over = scale * Math.max(
      box.bottom - floor, box.right - page.right, page.left - box.left, page.top - box.top);
    if (over > 1) faults.push(`${part.tagName} ${part.className} is ${over.toFixed()} px outside`);
    const clips = getComputedStyle(part).overflowX !== "visible" && !drawn;
    if (clips && part.scrollWidth > part.clientWidth + 1) faults.push(`${part.tagName} is cut off`);
    if (part.matches("figure img, [data-figure] > svg") && box.height * scale < 200)
      faults.push("a picture is less than 200 px high");
  }
  for (const words of slide.querySelectorAll(".page *")) {
    const own = [...words.childNodes].filter(one => one.nodeType === Node.TEXT_NODE);
    const said = own.map(one => one.data).join("").trim();
    if (!said || words.matches("script, style") || words.closest(unseen)) continue;
    const matrix = words.getScreenCTM?.();
    const drawn = matrix ? scale * Math.hypot(matrix.b, matrix.d) : 1;
    const size = drawn * parseFloat(getComputedStyle(words).fontSize);
    if (words.getClientRects().length && size < legible)
      faults.push(`“${said}” is ${size.toFixed(1)} px high`);
  }
  for (const drawn of slide.querySelectorAll("img[data-words]")) {
    const ratio = Math.min(
      drawn.clientWidth / drawn.naturalWidth, drawn.clientHeight / drawn.naturalHeight);
    const size = ratio * Number(drawn.dataset.words);
    if (size < legible - 0.1) faults.push(`words of a figure are ${size.toFixed(1)} px high`);
  }
  for (const printed of slide.querySelectorAll("pre")) {
    const rows = printed.textContent.split("\\n"), style = getComputedStyle(printed);
    const height = printed.clientHeight - 2 * parseFloat(style.paddingTop);
    const wraps = height > (rows.length + 0.5) * parseFloat(style.lineHeight);
    if (wraps && Math.max(...rows.map(row => row.length)) <= 120) faults.push("a row is wrapped");
  }
  if (body.scrollHeight > body.clientHeight + 1) faults.push("its body overflows");
  const shrunk = Number(slide.style.getPropertyValue("--shrink") || 1);
  if (shrunk < least) faults.push(`its type has shrunk to ${shrunk}`);
  return faults;
}"""


@contextmanager
def open_deck(chromium, path):
    """A page that shows the file; it remembers what went wrong and which addresses were asked."""
    context = chromium.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    shown = SimpleNamespace(page=page, errors=[], foreign=[])
    page.on("pageerror", lambda error: shown.errors.append(str(error)))
    page.on("console", lambda one: shown.errors.append(one.text) if one.type == "error" else None)
    context.on("request", lambda one: LOCAL.match(one.url) or shown.foreign.append(one.url))
    page.goto(path.as_uri())
    page.wait_for_function("() => Reveal.isReady()")
    yield shown
    context.close()


def go_to(page, number, fragments=99):
    """Show a slide, the first being 1, with so many of its fragments."""
    page.evaluate(
        """([number, fragments]) => {
            const slide = document.querySelectorAll("section.slide")[number - 1];
            const { h, v } = Reveal.getIndices(slide);
            Reveal.slide(h, v, fragments);
        }""",
        [number, fragments],
    )


def crowded(page):
    """What of the present slide does not fit, in words."""
    return page.evaluate(CROWDED, [LEAST, LEGIBLE])
