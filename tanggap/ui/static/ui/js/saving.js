// Saves a draft on the server by `send`, one at a time, and says in [data-saved] of the form how it went. A form that is on
// its way saves nothing: what is sent is no draft any more. Used by drafts.js and form_kept.js, which are read after it.
window.tanggapSaver = (form, send, { failed = () => {} } = {}) => {
  const words = JSON.parse(document.querySelector('meta[name="tanggap-words"]').content);
  const told = form.querySelector("[data-saved]");
  let timer = 0;
  let going = false;
  let again = false;
  let leaving = false;
  const save = async () => {
    clearTimeout(timer);
    timer = 0;
    if (leaving) return;
    if (going) { again = true; return; }
    going = true;
    try {
      const answer = await send();
      if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) told.textContent = words.unsaved;
      else {
        const said = await answer.json();
        if (said.mark) form.elements.mark.value = said.mark;
        told.textContent = said.said;
        told.classList.toggle("refused", !answer.ok);
      }
    } catch {
      told.textContent = words.unsaved;
      failed();
    }
    going = false;
    if (again) { again = false; save(); }
  };
  const later = (delay = 1000) => { clearTimeout(timer); timer = setTimeout(save, delay); };
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
  // Back on the page, as the browser kept it, one may go on.
  addEventListener("pageshow", () => { leaving = false; });
  return { save, later, waits: () => Boolean(timer), idle: () => !leaving && !going };
};
