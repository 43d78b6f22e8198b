// Keys of the workspace, as each person has chosen them (the dialog #keys says so): [data-key="R"] is pressed, or focused when it is a field; J and K walk through [data-row], Enter
// opens, X picks; G and a letter go to a page; ? lists the keys. Off while typing, while a dialog is open, and altogether
// where the settings say so. Ctrl Enter, Ctrl K and Alt with a digit need a second key and always work.
{
  const keys = document.querySelector("#keys");
  const on = keys?.dataset.keys !== "off";
  const go = JSON.parse(keys?.dataset.go ?? "{}");
  const CHORD = 1500;
  let began = 0;
  const own = JSON.parse(keys?.dataset.own || "{}"); // the key that something had, and the one that it has now
  // Which of the keys in the markup was meant by this one; "" for none.
  const meant = (event) => {
    const pressed = event.key.toUpperCase();
    const taken = Object.keys(own).find((key) => own[key] === pressed);
    return taken ?? (pressed in own ? "" : pressed);
  };
  document.meantKey = meant;
  for (const kbd of Object.keys(own).length ? document.querySelectorAll("[data-key] kbd, kbd[data-shows]") : []) {
    const key = kbd.dataset.shows ?? kbd.closest("[data-key]").dataset.key;
    if (key in own && kbd.textContent === key) { kbd.textContent = own[key]; kbd.hidden = !own[key]; }
  }
  const typing = (target) => target.isContentEditable || target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const walk = (step) => {
    const all = rows();
    const here = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
    if (!next || next === all[here]) return;
    // Where a row is shown beside its list, walking opens it: Y and B are about what is shown.
    if ("opens" in next.dataset) { next.click(); return; }
    all[here]?.removeAttribute("aria-current");
    next.setAttribute("aria-current", "true");
    next.scrollIntoView({ block: "nearest" });
    next.querySelector("a")?.focus({ preventScroll: true });
  };
  const actions = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.querySelector("[data-row][aria-current] .pick input")?.click(),
    c: () => location.assign(keys.dataset.new),
    g: () => { began = Date.now(); },
    "?": () => keys?.showModal(),
  };
  const reach = (target) => {
    const panel = target.closest("[role=tabpanel][hidden]");
    if (panel) document.querySelector(`[aria-controls="${panel.id}"]`)?.click();
    if (target.matches("input, textarea, select")) {
      target.focus();
      target.dispatchEvent(new Event("reached")); // for scripts that care how somebody came there
    }
    else if (target.matches("section")) show(target);
    else target.click();
  };
  const show = (section) => {
    section.tabIndex = -1;
    section.scrollIntoView({ block: "nearest" });
    section.focus({ preventScroll: true });
  };
  const letter = (event) => {
    const chord = Date.now() - began < CHORD;
    began = 0;
    const page = chord && go[event.key.toUpperCase()];
    if (page) return () => location.assign(page);
    const key = meant(event);
    const places = key ? [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]:not([disabled])`)] : [];
    // The one that is in sight; what lies in a hidden tab is shown by reaching for it.
    const target = places.find((one) => one.getClientRects().length) ?? places[0];
    return target ? () => reach(target) : actions[key.toLowerCase()];
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
      const form = event.target.form;
      form.requestSubmit(form.querySelector("[data-key-send]") ?? form.querySelector(".button.primary"));
      return;
    }
    if (event.altKey && !event.ctrlKey && /^[1-9]$/.test(event.key)) {
      const section = document.querySelectorAll(".panel > section")[Number(event.key) - 1];
      if (section) { event.preventDefault(); show(section); }
      return;
    }
    // Out of the box that one writes in, back to the keys; what was typed stays. Lists and dialogs that are open close first.
    if (event.key === "Escape" && !event.defaultPrevented && event.target.matches?.("textarea") && !document.querySelector("dialog[open]")) event.target.blur();
    if (!on || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === " " && event.target.closest("button, a, summary, input")) return; // it presses what has the focus
    const act = letter(event);
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    for (const box of document.querySelectorAll('[data-row] .pick input')) box.checked = event.target.checked;
  });
}
