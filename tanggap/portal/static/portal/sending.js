// A form of the portal is sent once: a second click is ignored while the first is on its way. Without a network nothing
// is lost: the page says so, and what waits to be sent is sent by hand or as soon as the network is back.
{
  const form = document.querySelector("form[data-sending]");
  const strip = document.querySelector("[data-offline]");
  const unsent = document.querySelector("[data-unsent]");
  const SLOW = 8000;
  let timer;

  const free = () => {
    clearTimeout(timer);
    delete form.dataset.busy;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    form.querySelector("[data-slow]").hidden = true;
  };
  const wait = (button) => {
    form.dataset.busy = "yes";
    button?.setAttribute("aria-busy", "true");
    timer = setTimeout(() => { form.querySelector("[data-slow]").hidden = false; }, SLOW);
  };
  const tell = () => { strip.hidden = navigator.onLine; };

  const keep = () => {
    free();
    tell();
    if (!unsent) { strip.hidden = false; strip.focus(); return; }
    form.hidden = true;
    unsent.hidden = false;
    unsent.querySelector("h1").focus();
  };
  // The last page is sent by fetch, so that a lost network is noticed here and not by an error page of the browser.
  const send = async (button) => {
    wait(button);
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (answer.redirected) location.assign(answer.url);
      else form.submit();
    } catch { keep(); }
  };

  if (form && strip) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.busy) { event.preventDefault(); return; }
      if (!navigator.onLine) { event.preventDefault(); keep(); return; }
      const button = event.submitter;
      if (unsent && !button?.name) { event.preventDefault(); send(button); } else wait(button);
    });
    unsent?.querySelector("[data-send]").addEventListener("click", () => { if (!form.dataset.busy) send(); });
    addEventListener("online", () => { tell(); if (unsent && !unsent.hidden && !form.dataset.busy) send(); });
    addEventListener("offline", tell);
    addEventListener("pageshow", free);
    tell();
  }
}
