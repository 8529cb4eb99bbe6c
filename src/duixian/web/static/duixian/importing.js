// The upload form: says before sending that the files are too large, and that sending goes on. Without it the form works as well.
"use strict";
(() => {
  const form = document.getElementById("upload");
  const files = document.getElementById("files");
  const large = document.getElementById("files_large");
  const sending = document.getElementById("sending");
  if (!form || !files || !large || !sending) return;
  const chosen = document.getElementById("chosen");
  const button = form.querySelector("button");

  const look = () => {
    const bytes = Array.from(files.files).reduce((sum, file) => sum + file.size, 0);
    large.hidden = bytes <= Number(files.dataset.most);
    button.disabled = !large.hidden;
    sending.hidden = true;
    chosen.replaceChildren(
      ...Array.from(files.files, (file) => {
        const line = document.createElement("li");
        line.textContent = file.name;
        return line;
      }),
    );
  };

  files.addEventListener("change", look);
  window.addEventListener("pageshow", look);
  form.addEventListener("submit", () => {
    button.disabled = true;
    sending.hidden = false;
  });
})();
