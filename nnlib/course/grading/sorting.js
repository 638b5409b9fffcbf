for (const heading of document.querySelectorAll("th[scope=col]")) {
  const button = heading.querySelector("button");
  if (!button) continue;
  const column = heading.cellIndex, body = heading.closest("table").tBodies[0];
  const value = (row) => row.cells[column].textContent.trim();
  const number = (text) => /^\d/.test(text) ? parseFloat(text) : -1;
  const isNumber = heading.classList.contains("number");
  const order = isNumber
    ? (one, other) => number(value(one)) - number(value(other))
    : (one, other) => value(one).localeCompare(value(other), "en", { numeric: true });
  button.onclick = () => {
    const down = heading.ariaSort === "ascending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...[...body.rows].sort((one, other) => (down ? -1 : 1) * order(one, other)));
  };
}
