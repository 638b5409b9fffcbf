(function start(spark) {
  const root = spark.closest(".nn-ask");
  if (!root) return requestAnimationFrame(() => start(spark));
  const bar = spark.parentElement;
  spark.remove();
  bar.querySelector(".nn-ask-typed").remove();
  const question = bar.querySelector(".nn-question"), hint = bar.querySelector(".nn-hint");
  const button = bar.querySelector("button"), said = root.querySelector(".nn-ask-said");
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", question.textContent);
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  // Without this a letter key edits the notebook.
  bar.querySelectorAll("input, button").forEach((element) => element.setAttribute("data-lm-suppress-shortcuts", "true"));

  let asked = 0, waiting = 0;
  function hand() {
    const fields = { time: Date.now() };
    bar.querySelectorAll("input").forEach((input) => {
      const field = input.name.split("-").pop();
      if (input.type !== "radio" || input.checked) fields[field] = input.value;
    });
    asked = fields.time;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      hint.textContent = "kernel gone: run the cell again (or wait, if another cell is running)";
    }, 2500);
    const control = root.querySelector(".nn-ask-wish input");
    control.value = JSON.stringify(fields);
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  button.addEventListener("click", hand);
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target === button) return;
    event.preventDefault();
    event.stopPropagation();
    hand();
  });
  new MutationObserver(() => {
    const answer = said.querySelector("[data-answers]");
    if (!answer || Number(answer.dataset.answers) !== asked) return;
    clearTimeout(waiting);
    hint.textContent = "";
  }).observe(said, { childList: true, subtree: true });
})
