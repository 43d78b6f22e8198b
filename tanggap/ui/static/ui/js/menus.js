// Opens <dialog id="x"> from [data-dialog="x"], asks before [data-confirm], moves with the arrow keys in menus, and
// lets nobody send a form twice: its button is marked as busy, and another press does nothing while it is on its way.
{
  const ON_ITS_WAY = 8000; // then the answer is a download, or lost, and may be asked for again
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
      dialog.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    }
    const asked = event.target.closest("[data-confirm]");
    if (asked && !confirm(asked.dataset.confirm)) event.preventDefault();
    if (event.target.matches("dialog") && event.target.open) event.target.close();
  });
  document.addEventListener("keydown", (event) => {
    const list = event.target.closest?.(".menu-list");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!list || !step) return;
    const items = [...list.querySelectorAll("a, button")];
    items[(items.indexOf(event.target) + step + items.length) % items.length]?.focus();
    event.preventDefault();
  });
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.(".menu-list") && event.newState === "open") event.target.querySelector("a, button")?.focus();
  }, true);
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method === "dialog") return;
    const form = event.target;
    if (form.method === "post" && "sending" in form.dataset) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(free, ON_ITS_WAY, form);
  });
  const free = (form) => {
    delete form.dataset.sending;
    for (const one of [form, ...form.elements]) one.removeAttribute("aria-busy");
  };
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(free));
}
