// The scan of a letter: one page at a time, larger and smaller. Keys: [ ] pages, + - size, Ctrl Enter sorts.
const box = document.querySelector("[data-letter-scan]");
const pages = box ? [...box.querySelectorAll("[data-scan-page]")] : [];
if (pages.length) {
  const tools = box.querySelector("[data-scan-tools]");
  const place = box.querySelector("[data-scan-place]");
  const frame = box.querySelector(".scan-pages");
  let at = 0;
  let zoom = 1;
  const show = () => {
    pages.forEach((page, number) => { page.hidden = number !== at; });
    place.textContent = place.dataset.words.replace("{n}", at + 1).replace("{count}", pages.length);
    frame.style.setProperty("--zoom", zoom);
  };
  const turn = (step) => { at = Math.min(pages.length - 1, Math.max(0, at + step)); frame.scrollTop = 0; show(); };
  const size = (step) => { zoom = Math.min(4, Math.max(0.5, zoom + step * 0.25)); show(); };
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.page) turn(Number(button.dataset.page));
    if (button?.dataset.zoom) size(Number(button.dataset.zoom));
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]), textarea, select")) return;
    const act = { "[": () => turn(-1), "]": () => turn(1), "+": () => size(1), "-": () => size(-1) }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  show();
}
const form = document.querySelector(".letter-sort");
document.addEventListener("keydown", (event) => {
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(form.querySelector("[data-sort]")); }
});
