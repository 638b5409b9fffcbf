// The page's half of the control that takes wishes to the kernel.  `begin(bar, hand)` wires the bar,
// where `hand(fields)` hands a wish over, and returns a name for the whole.
function openWish(spark, begin) {
  const root = spark.closest(".nn-ask");
  if (!root) return requestAnimationFrame(() => openWish(spark, begin));
  const bar = spark.parentElement;
  spark.remove();
  const hint = bar.querySelector(".nn-hint"), said = root.querySelector(".nn-ask-said");
  root.setAttribute("role", "group");
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  // Without this a letter key edits the notebook.
  bar.querySelectorAll("li, input, button").forEach((element) => element.setAttribute("data-lm-suppress-shortcuts", "true"));

  let asked = 0, waiting = 0;
  function hand(fields) {
    asked = Date.now();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      hint.textContent = "kernel gone: run the cell again (or wait, if another cell is running)";
    }, 2500);
    const control = root.querySelector(".nn-ask-wish input");
    control.value = JSON.stringify({ time: asked, ...fields });
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  new MutationObserver(() => {
    const answer = said.querySelector("[data-answers]");
    if (!answer || Number(answer.dataset.answers) !== asked) return;
    clearTimeout(waiting);
    hint.textContent = "";
  }).observe(said, { childList: true, subtree: true });
  root.setAttribute("aria-label", begin(bar, hand));
}
