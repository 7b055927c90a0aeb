/* Says that a long answer is on its way and keeps a second click from sending the form again; without this file the
   browser's own waiting sign is all there is, and the service refuses the second sending. */
"use strict";

(() => {
  const SOON = 400;

  for (const form of document.querySelectorAll("form[data-portal-waiting]")) {
    const told = form.querySelector("[role=status]");
    let waiting = 0;

    form.addEventListener("submit", (event) => {
      if (waiting) {
        event.preventDefault();
        return;
      }
      waiting = window.setTimeout(() => {
        told.textContent = form.dataset.portalWaiting;
        told.hidden = false;
      }, SOON);
    });
    window.addEventListener("pageshow", () => {
      window.clearTimeout(waiting);
      waiting = 0;
      told.hidden = true;
      told.textContent = "";
    });
  }
})();
