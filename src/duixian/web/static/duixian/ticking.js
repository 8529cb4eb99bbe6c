// Ticks or unticks all that a form shows; without a script each is ticked by hand.
for (const form of document.querySelectorAll(".ticking")) {
  const all = form.querySelector(".ticking__all");
  const ones = [...form.querySelectorAll("input[name=one]")];
  if (!all || !ones.length) continue;
  all.closest("label").hidden = false;
  all.addEventListener("change", () => ones.forEach((one) => { one.checked = all.checked; }));
  form.addEventListener("change", () => {
    const ticked = ones.filter((one) => one.checked).length;
    all.checked = ticked === ones.length;
    all.indeterminate = ticked > 0 && ticked < ones.length;
  });
}
