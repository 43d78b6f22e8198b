// Picking rows of a list: the number in the bulk bar; Shift with J or K extends, Shift with a click picks all between; A, T, L
// take the row of the cursor when nothing is picked. The walking itself and the pressing of keys are keys.js; without script the boxes and buttons suffice.
{
  const bar = document.querySelector("#bulk");
  const boxes = () => [...document.querySelectorAll("[data-row] td.pick input")];
  const current = () => document.querySelector("[data-row][aria-current] td.pick input");
  const tell = () => {
    const all = boxes();
    const count = all.filter((box) => box.checked).length;
    const words = bar.querySelector("[data-words]").dataset.words.replace("{n}", count);
    bar.querySelector("[data-count]").textContent = words;
    bar.querySelector("[data-words]").setAttribute("aria-label", words);
    for (const button of bar.querySelectorAll("[data-key]")) button.disabled = !count;
    const every = document.querySelector("[data-pick-all]");
    if (!every) return;
    every.checked = count > 0 && count === all.length;
    every.indeterminate = count > 0 && count < all.length;
  };
  const pick = (box) => {
    if (box) box.checked = true;
    tell();
  };
  if (bar) {
    let before = null;
    let last = null;
    document.addEventListener("click", (event) => {
      const box = event.target.closest("[data-row] td.pick input");
      if (!box) return;
      const all = boxes();
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
      if (event.shiftKey && from >= 0) for (const between of all.slice(from, to + 1)) between.checked = box.checked;
      last = box;
      tell();
    });
    document.addEventListener("mousedown", (event) => { if (event.shiftKey && event.target.closest(".pick")) event.preventDefault(); });
    document.addEventListener("change", (event) => { if (event.target.closest(".pick")) tell(); });
    bar.addEventListener("reset", () => setTimeout(tell));
    addEventListener("pageshow", tell);
    document.addEventListener("keydown", (event) => {
      before = current();
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && document.querySelector("#keys")?.dataset.keys !== "off";
      const free = !event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select") && !document.querySelector("dialog[open]");
      if (plain && free && /^[ATL]$/.test(document.meantKey(event)) && before && !boxes().some((box) => box.checked)) pick(before);
    }, { capture: true });
    document.addEventListener("keydown", (event) => {
      if (!event.shiftKey || !/^[JK]$/.test(document.meantKey(event)) || !event.defaultPrevented) return;
      pick(before);
      pick(current());
    });
    tell();
  }
}
