// Shows the button that prints a page, where there is one; without JavaScript the keys of the browser do.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
