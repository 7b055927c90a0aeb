/* Ticks every row of a table at once; without this file each row has its own box, and this one is not shown. */
"use strict";

(() => {
  for (const group of document.querySelectorAll("[data-portal-tick-all]")) {
    const all = group.querySelector("input");
    const rows = [...group.closest("table").querySelectorAll("tbody input[type=checkbox]")];

    group.hidden = false;
    all.addEventListener("change", () => {
      for (const row of rows) row.checked = all.checked;
    });
    for (const row of rows) {
      row.addEventListener("change", () => {
        all.checked = rows.every((one) => one.checked);
      });
    }
  }
})();
