// Keeps the fields of <form data-keep="address"> on the server, a second after the last change, and at once when the page
// is left by a link. A form that is on its way saves nothing: what is sent is no draft any more.
{
  const words = JSON.parse(document.querySelector('meta[name="tanggap-words"]').content);
  const begin = (form) => {
    const told = form.querySelector("[data-saved]");
    let timer;
    let going = false;
    let again = false;
    let leaving = false;
    const send = () => fetch(form.dataset.keep, { method: "POST", body: new FormData(form), headers: { "Tanggap-Draft": "1" }, keepalive: true });
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
      }
      going = false;
      if (again) { again = false; save(); }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1000); });
    form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
    form.querySelector("[data-keep-button]")?.setAttribute("hidden", "");
    addEventListener("pagehide", () => { if (timer && !leaving && !going) send(); });
    // Back on the page, as the browser kept it, one may go on.
    addEventListener("pageshow", () => { leaving = false; });
  };
  for (const form of document.querySelectorAll("form[data-keep]")) begin(form);
}
