// Says plainly that what is typed is kept on this device, and forgets it at a touch; after sending it forgets by itself.
{
  const FILES = "tanggap-files";
  const forget = () => {
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith("draft:/complain/"))) localStorage.removeItem(key);
    indexedDB.deleteDatabase(FILES);
  };
  const note = document.querySelector("[data-kept]");
  for (const form of note ? document.querySelectorAll("form[data-autosave]") : []) {
    const show = () => { if (localStorage.getItem(`draft:${form.dataset.autosave}`)) note.hidden = false; };
    form.addEventListener("autosaved", show);
    // Where there is one long field the note stands right below it.
    const field = form.querySelector(".field-note");
    if (field) { field.querySelector("[data-saved]")?.remove(); field.after(note); }
    try { show(); } catch { /* nothing can be kept, so nothing is said */ }
    note.querySelector("button").addEventListener("click", () => {
      delete form.dataset.autosave;
      forget();
      note.querySelector("span").textContent = note.dataset.gone;
      note.querySelector("button").remove();
    });
  }
  for (const button of document.querySelectorAll("[data-forget]")) button.form.addEventListener("submit", forget);
  if (document.querySelector('meta[name="tanggap-sent"]')) {
    try { forget(); } catch { /* nothing was kept */ }
  }
}
