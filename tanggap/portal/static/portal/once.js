// A form with data-once is sent once: while it is on its way a second click is ignored, and the button says so. Without a network
// nothing is lost: the page says so, and what somebody wanted to send goes as soon as the network is back.
{
  const words = JSON.parse(document.querySelector("meta[name=tanggap-words]").content);
  const strip = document.querySelector("[data-offline]");
  let waits = null;
  const free = () => {
    for (const form of document.querySelectorAll("[data-once][data-busy]")) {
      delete form.dataset.busy;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  };
  const tell = () => { if (strip) strip.hidden = navigator.onLine; };
  const wait = (form, submitter) => {
    const told = form.querySelector("[data-waits]") ?? form.appendChild(document.createElement("p"));
    told.dataset.waits = "";
    told.setAttribute("role", "status");
    told.textContent = words.waits;
    waits = { form, submitter };
    tell();
  };
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-once]");
    if (!form) return;
    if (form.dataset.busy) { event.preventDefault(); return; }
    if (!navigator.onLine) { event.preventDefault(); wait(form, event.submitter); return; }
    form.dataset.busy = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // Somebody who comes back, or whose network failed, may send again.
  addEventListener("pageshow", free);
  addEventListener("offline", tell);
  addEventListener("online", () => {
    free();
    tell();
    const one = waits;
    waits = null;
    one?.form.requestSubmit(one.submitter);
  });
  tell();
}
