// Says two minutes before the session ends that it will, with one button to stay. The server knows how long it goes on: other tabs
// may have been at work. Whoever is typing here stays by that; Esc stays too, because somebody is there to press it.
{
  const dialog = document.querySelector("#session");
  const AHEAD = 120;
  if (dialog) {
    const words = dialog.dataset;
    const head = dialog.querySelector("h2");
    const text = dialog.querySelector("[data-text]");
    const stay = dialog.querySelector("button[data-stay]");
    const away = dialog.querySelector("[data-away]");
    const KEY = "session-stayed";
    let timer;
    let last = Date.now(); // when somebody did something on this page
    let ends = 0;
    let fixed = false; // twelve hours are nearly over: nobody can stay
    const later = (seconds, what) => { clearTimeout(timer); timer = setTimeout(what, Math.max(1, seconds) * 1000); };
    const ask = async (method = "GET") => {
      const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
      const headers = method === "POST" ? { "X-CSRFToken": token } : { "Tanggap-Live": "1" };
      const answer = await fetch(words.session, { method, headers });
      if (answer.redirected) return { left: 0, longest: 0 };
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    };
    const close = () => { if (dialog.open) dialog.close(); };
    const over = () => {
      clearTimeout(timer);
      head.textContent = words.over;
      text.textContent = words.overMore;
      stay.hidden = true;
      away.hidden = false;
      if (!dialog.open) dialog.showModal();
      away.focus();
    };
    const count = () => {
      const left = Math.round((ends - Date.now()) / 1000);
      if (left <= 0) { look(); return; }
      const time = left > 60 ? words.minutes.replace("{n}", Math.ceil(left / 60)) : words.seconds.replace("{n}", Math.ceil(left / 10) * 10);
      if (dialog.dataset.told !== time) text.textContent = (fixed ? words.fixed : words.idle).replace("{time}", time);
      dialog.dataset.told = time;
      // Every 15 seconds: has somebody gone on in another tab?
      later(Math.min(5, left), Math.round(left / 5) % 3 ? count : look);
    };
    const warn = (told) => {
      fixed = told.longest <= AHEAD + 5;
      stay.textContent = fixed ? words.understood : words.stay;
      count();
      if (!dialog.open) { dialog.showModal(); stay.focus(); }
    };
    const look = async () => {
      let told;
      try { told = await ask(); } catch { later(15, look); return; }
      if (told.left <= 0) { over(); return; }
      ends = Date.now() + told.left * 1000;
      if (told.left > AHEAD + 5) { close(); later(told.left - AHEAD, look); return; }
      // Somebody has typed since the server last heard of it.
      if (told.longest > AHEAD + 5 && !dialog.open && Date.now() - last < AHEAD * 1000) { await go(); return; }
      warn(told);
    };
    const go = async () => {
      if (fixed) { close(); later((ends - Date.now()) / 1000, look); return; }
      let told;
      try { told = await ask("POST"); } catch { later(5, look); return; }
      if (told.left <= 0) { over(); return; }
      close();
      later(told.left - AHEAD, look);
      try { localStorage.setItem(KEY, String(Date.now())); } catch { /* the other tabs ask by themselves */ }
    };
    for (const kind of ["keydown", "pointerdown"]) document.addEventListener(kind, () => { if (!dialog.open) last = Date.now(); }, { capture: true, passive: true });
    stay.addEventListener("click", go);
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); if (stay.hidden) close(); else go(); });
    addEventListener("storage", (event) => { if (event.key === KEY) look(); });
    // A device that slept knows nothing of the time that has passed.
    document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() > ends - AHEAD * 1000) look(); });
    ends = Date.now() + Number(words.left) * 1000;
    later(Number(words.left) - AHEAD, look);
  }
}
