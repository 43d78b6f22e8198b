// The front desk comes anew every few seconds: what was opened for a visitor stays open, and nothing is replaced under the hands of
// somebody who is choosing or writing there.
{
  const board = document.getElementById("front-desk");
  const more = () => board.querySelector(".desk-more");
  const number = () => board.querySelector(".at-number")?.textContent;
  let open = "";
  const busy = () => more()?.open && more().contains(document.activeElement) && document.activeElement.tagName !== "SUMMARY";
  board?.addEventListener("htmx:beforeRequest", (event) => { if (event.target === board && busy()) event.preventDefault(); });
  board?.addEventListener("htmx:beforeSwap", (event) => {
    if (event.target !== board) return;
    if (busy()) event.detail.shouldSwap = false;
    open = more()?.open ? number() : "";
  });
  board?.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === board && open && open === number() && more()) more().open = true;
  });
}
