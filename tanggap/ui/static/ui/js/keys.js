// Single-letter keys of the workspace: [data-key="R"] is pressed, or focused when it is a field; J and K walk through
// [data-row], Enter opens, X picks. Off while typing and while a dialog is open.
{
  const typing = (target) => target.isContentEditable || target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const walk = (step) => {
    const all = rows();
    const here = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
    if (!next) return;
    all[here]?.removeAttribute("aria-current");
    next.setAttribute("aria-current", "true");
    next.scrollIntoView({ block: "nearest" });
    next.querySelector("a")?.focus({ preventScroll: true });
  };
  const actions = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.querySelector("[data-row][aria-current] .pick input")?.click(),
  };
  const reach = (target) => {
    const panel = target.closest("[role=tabpanel][hidden]");
    if (panel) document.querySelector(`[aria-controls="${panel.id}"]`)?.click();
    if (target.matches("input, textarea, select")) target.focus();
    else target.click();
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
      event.target.form.requestSubmit(event.target.form.querySelector("[data-key-send], .button.primary"));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key.toUpperCase())}"]:not([disabled])`);
    const act = target ? () => reach(target) : actions[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    for (const box of document.querySelectorAll('[data-row] .pick input')) box.checked = event.target.checked;
  });
}
