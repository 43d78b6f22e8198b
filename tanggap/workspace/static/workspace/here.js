// Says every fifteen seconds that this page of a case is open, and shows who else is there and what has arrived meanwhile.
{
  const EVERY = 15000;
  const WRITING = 20000;
  const place = document.querySelector("[data-here]");
  const token = JSON.parse(document.querySelector("main").getAttribute("hx-headers") ?? "{}")["X-CSRFToken"];
  let known = "";
  let typed = 0;
  const send = (values, more = {}) => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, ...values })) data.append(name, value);
    return fetch(place.dataset.here, { method: "POST", body: data, headers: { "Tanggap-Live": "1" }, ...more });
  };
  const ask = async () => {
    if (document.hidden) return;
    try {
      const answer = await send({ seen: place.dataset.seen, known, writing: Date.now() - typed < WRITING ? "1" : "0" });
      if (answer.status !== 200 || answer.redirected) return;
      known = answer.headers.get("Tanggap-Known") ?? "";
      place.innerHTML = await answer.text();
    } catch { /* away for a moment; the next turn says it */ }
  };
  if (place && token) {
    document.querySelector("form[data-draft][data-kind=reply]")?.addEventListener("input", () => {
      const began = Date.now() - typed > WRITING;
      typed = Date.now();
      if (began) ask();
    });
    document.addEventListener("visibilitychange", ask);
    addEventListener("pagehide", () => { send({ gone: "1" }, { keepalive: true }).catch(() => {}); });
    setInterval(ask, EVERY);
    ask();
  }
}
