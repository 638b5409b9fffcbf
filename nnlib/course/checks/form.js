openWish(this, (bar, hand) => {
  bar.querySelector(".nn-ask-typed").remove();
  const button = bar.querySelector("button");
  function record() {
    const fields = {};
    bar.querySelectorAll("input").forEach((input) => {
      const field = input.name.split("-").pop();
      if (input.type !== "radio" || input.checked) fields[field] = input.value;
    });
    hand(fields);
  }
  button.addEventListener("click", record);
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target === button) return;
    event.preventDefault();
    event.stopPropagation();
    record();
  });
  return bar.querySelector(".nn-question").textContent;
});
