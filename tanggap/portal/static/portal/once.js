// A form with data-once is sent once: while it is on its way a second click is ignored, and the button says so.
{
  const free = () => {
    for (const form of document.querySelectorAll("[data-once][data-busy]")) {
      delete form.dataset.busy;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-once]");
    if (!form) return;
    if (form.dataset.busy) { event.preventDefault(); return; }
    form.dataset.busy = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Somebody who comes back, or whose network failed, may send again.
  addEventListener("pageshow", free);
  addEventListener("online", free);
}
