// What a reader has guessed is said again where the answer is opened; nothing leaves the page.
addEventListener("DOMContentLoaded", () => {
  for (const answer of document.querySelectorAll("details.nn-answer[data-id]")) {
    answer.addEventListener("toggle", () => {
      const given = [...document.getElementsByName(`guess-${answer.dataset.id}`)].find(
        (one) => (one.type === "radio" ? one.checked : one.value.trim()));
      const said = answer.querySelector(".nn-said");
      said.hidden = !given;
      said.textContent = given ? `You said ${given.value.trim()}.` : "";
    });
  }
  // What is read aloud is what is written on it.
  for (const named of document.querySelectorAll(".search-button-field, details.hide > summary"))
    named.removeAttribute("aria-label");
});

addEventListener("load", async () => {
  await window.MathJax?.startup?.promise;
  // What is wider than its column scrolls, and a keyboard reaches it.
  const wide = "mjx-container[display], .pst-scrollable-table-container, .nn-figure, .nn-player [data-figure], .nn-player [data-below]";
  const reach = () => {
    for (const one of document.querySelectorAll(wide))
      if (one.scrollWidth > one.clientWidth) one.tabIndex = 0;
  };
  reach();
  addEventListener("resize", reach);
  // What prints a page, or looks at it, waits for this.
  document.documentElement.dataset.laidOut = "yes";
});
