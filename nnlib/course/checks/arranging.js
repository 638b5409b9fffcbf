openWish(this, (bar, hand) => {
  const own = bar.querySelector("ol"), left = bar.querySelector("ul");
  const code = bar.querySelector(".nn-lines-code"), moved = bar.querySelector(".nn-lines-moved");
  const order = () => [...own.children].map((item) => item.dataset.letter);
  function show(item) {
    code.value = `${bar.dataset.name} = [${order().map((letter) => `"${letter}"`).join(", ")}]`;
    bar.querySelectorAll(".nn-lines-take").forEach((button) => {
      button.textContent = own.contains(button) ? "Give back" : "Take";
    });
    const place = order().indexOf(item.dataset.letter) + 1;
    moved.textContent = `Line ${item.dataset.letter} ${place ? `is number ${place} of ${own.children.length}` : "is not in your derivation"}.`;
  }
  function move(item, verb) {
    if (verb === "take") (own.contains(item) ? left : own).append(item);
    else if (!own.contains(item)) return;
    else if (verb === "up" && item.previousElementSibling) item.previousElementSibling.before(item);
    else if (verb === "down" && item.nextElementSibling) item.nextElementSibling.after(item);
    item.focus();
    show(item);
  }
  const KEYS = { ArrowUp: "up", ArrowDown: "down", Enter: "take", " ": "take" };
  bar.addEventListener("keydown", (event) => {
    if (event.target.tagName !== "LI" || !(event.key in KEYS)) return;
    event.preventDefault();
    event.stopPropagation();
    move(event.target, KEYS[event.key]);
  });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("li button");
    if (button) move(button.closest("li"), button.className.split("-").pop());
  });

  let dragged = null;
  bar.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.setData("text/plain", dragged.dataset.letter);
    event.stopPropagation();
  });
  bar.addEventListener("dragover", (event) => {
    if (dragged && event.target.closest("ol, ul")) event.preventDefault();
  });
  bar.addEventListener("drop", (event) => {
    const list = event.target.closest("ol, ul");
    if (!dragged || !list) return;
    event.preventDefault();
    event.stopPropagation();
    const over = event.target.closest("li");
    if (over && over !== dragged) {
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
    } else if (!over) list.append(dragged);
    show(dragged);
    dragged = null;
  });

  bar.querySelector(".nn-lines-check").addEventListener("click", () => hand({ order: order() }));
  return bar.querySelector("strong").textContent;
});
