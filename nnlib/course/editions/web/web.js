// What a reader has guessed is said again where the answer is opened; nothing leaves the page.
addEventListener("DOMContentLoaded", () => {
  for (const answer of document.querySelectorAll("details.nn-answer[data-id]")) {
    answer.addEventListener("toggle", () => {
      const name = `guess-${answer.dataset.id}`;
      const given = [...document.getElementsByName(name)].find(
        (one) => (one.type === "radio" ? one.checked : one.value.trim()));
      const said = answer.querySelector(".nn-said");
      said.hidden = !given;
      said.textContent = given ? `You said ${given.value.trim()}.` : "";
    });
  }
  // What is read aloud is what is written on it.
  for (const named of document.querySelectorAll(".search-button-field, details.hide > summary"))
    named.removeAttribute("aria-label");
  // What is wider than the window scrolls, and a keyboard reaches it.
  for (const wide of document.querySelectorAll("div.math, .pst-scrollable-table-container, [data-figure], .nn-player [data-below]"))
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
});

// What prints a page, or looks at it, waits until its formulas are set.
addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  document.documentElement.dataset.laidOut = "yes";
});
