/* The table of drafts: from cell to cell by arrows, Enter edits and saves, Esc leaves as it was, x chooses the row. All of it is also
   reached without: each cell is a link to a form, the boxes and buttons are plain. */
(function () {
  "use strict";

  var table = document.getElementById("drafts"), bulk = document.getElementById("bulk"), back = null;
  if (!table) { return; }

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function boxes() { return all('input[name="item"]', table); }

  function count() {
    var chosen = boxes().filter(function (box) { return box.checked; }).length, shown = bulk.querySelector("[data-count]");
    shown.textContent = chosen ? String(chosen) + " / " + String(boxes().length) : "";
    bulk.querySelector("[data-all]").checked = chosen > 0 && chosen === boxes().length;
  }

  function open(cell) { return cell ? cell.querySelector(".cell__open") : null; }

  function go(cell, rows, columns) {
    var row = cell.parentElement, cells = all("td[data-cell]", row), at = cells.indexOf(cell), lines = all("tr[data-row]", table);
    if (rows) {
      row = lines[lines.indexOf(row) + rows];
      cell = row ? all("td[data-cell]", row)[at] : null;
    } else {
      cell = cells[at + columns];
    }
    if (open(cell)) { open(cell).focus(); }
  }

  table.addEventListener("keydown", function (event) {
    var cell = event.target.closest("td[data-cell]"), moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target.classList.contains("cell__open")) {
      if (moves[event.key]) {
        event.preventDefault();
        go(cell, moves[event.key][0], moves[event.key][1]);
      } else if (event.key === "x") {
        var box = cell.parentElement.querySelector('input[name="item"]');
        box.checked = !box.checked;
        count();
      }
    } else if (event.key === "Escape") {
      event.preventDefault();
      cell.querySelector("[data-shut]").click();
    } else if (event.key === "Enter" && event.target.tagName === "SELECT") {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  /* What is swapped in takes the place of what had the focus. */
  document.body.addEventListener("htmx:beforeSwap", function (event) {
    var cell = event.detail.requestConfig.elt.closest("td[data-cell]");
    back = cell ? { row: cell.parentElement.id, cell: cell.getAttribute("data-cell") } : null;
  });
  document.body.addEventListener("htmx:afterSettle", function () {
    var row = back && document.getElementById(back.row), cell = row && row.querySelector('td[data-cell="' + back.cell + '"]'), field;
    if (!cell) { return; }
    field = cell.querySelector("input:not([type=hidden]), select, textarea") || open(cell);
    if (field) { field.focus(); }
    if (field && field.select && field.type === "text") { field.select(); }
    back = null;
    count();
  });

  bulk.querySelector("[data-all]").addEventListener("change", function (event) {
    boxes().forEach(function (box) { box.checked = event.target.checked; });
    count();
  });
  table.addEventListener("change", function (event) { if (event.target.name === "item") { count(); } });
  document.querySelector("[data-keys]").hidden = false;
  count();
})();
