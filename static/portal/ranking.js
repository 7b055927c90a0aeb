/* Drags a row of the ranking to its place; without this file the buttons do the same, one rank at a time. */
"use strict";

(() => {
  const rows = [...document.querySelectorAll("[data-portal-rank]")].filter((row) => row.querySelector("form"));
  let dragged = null;

  const place = (row) => rows.indexOf(row);

  for (const row of rows) {
    row.draggable = true;
    row.classList.add("portal-draggable");
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    row.addEventListener("dragend", () => {
      dragged = null;
      rows.forEach((one) => one.classList.remove("portal-drop"));
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      rows.forEach((one) => one.classList.toggle("portal-drop", one === row));
    });
    row.addEventListener("drop", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const form = dragged.querySelector("form");
      const steps = form.elements.namedItem("steps");
      steps.disabled = false;
      steps.value = String(place(row) - place(dragged));
      form.submit();
    });
  }
})();
