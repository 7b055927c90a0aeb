/* Answers are kept as they are typed; this file only says when they were not. Without it, or without JavaScript, the
   button keeps them as well. */
"use strict";

(() => {
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      const form = event.detail.elt.closest("form[data-portal-unsaved]");
      if (form) {
        form.querySelector("[role=status]").textContent = form.dataset.portalUnsaved;
      }
    });
  }
})();
