// Keys of the intake form, from any of its fields: Alt and a digit pick the choice with that digit, Enter in a line goes to
// the next field instead of sending, Esc leaves and keeps the draft. A tick that says when it was set shows the time.
for (const form of document.querySelectorAll("form[data-intake]")) {
  const typing = (field) => field.matches?.("input:not([type=checkbox], [type=radio], [type=file], [type=hidden])");
  const fields = () => [...form.elements].filter((field) => field.tabIndex >= 0 && field.type !== "hidden" && field.getClientRects().length);
  const next = (field) => {
    const all = fields();
    const after = all.slice(all.indexOf(field) + 1).find((one) => one.name !== field.name || one.type !== "radio");
    after?.focus();
  };
  const pick = (digit) => {
    const choice = form.querySelector(`[data-digit="${digit}"]`);
    if (!choice) return false;
    if (!choice.checked) choice.click();
    if (choice.value === "?") form.elements.category_other?.focus();
    return true;
  };
  // Before the keys of the workspace, where Alt and a digit go to a part of the panel.
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open], [popover]:popover-open")) return;
    const digit = event.code?.match(/^(?:Digit|Numpad)([0-9])$/)?.[1];
    if (event.altKey && !event.ctrlKey && !event.metaKey && digit && pick(digit)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (event.key === "Escape" && !event.defaultPrevented && !event.target.matches?.("select")) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-leave]"));
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing && event.target.form === form && typing(event.target)) {
      event.preventDefault();
      next(event.target);
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form !== form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-key-send]"));
    }
  }, { capture: true });
  // A page that was opened in advance: the conversation begins with the first letter.
  const opened = Date.now();
  const running = document.querySelector("[data-running]");
  form.addEventListener("input", () => {
    if (form.elements.from.value || form.elements.mark.value || Date.now() - opened < 60_000) return;
    form.elements.began.value = Math.floor(Date.now() / 1000);
    if (running) running.dataset.running = new Date().toISOString();
  }, { once: true });
  for (const tick of form.querySelectorAll("[data-time-of]")) {
    const place = tick.closest("label").querySelector("[data-time]");
    const tell = () => { place.textContent = tick.checked ? new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }) : ""; };
    tick.addEventListener("change", tell);
  }
}
