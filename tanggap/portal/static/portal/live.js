// What stands in [data-live] is asked for anew every few seconds; what has not changed comes as a 304. A telephone shakes when
// the own number is called; other scripts hear the event "renewed". A page on which somebody writes says [data-stays] and is not
// loaded anew.
{
  const lost = document.querySelector(".wall-lost");
  for (const place of document.querySelectorAll("[data-live]")) {
    let etag = "";
    const state = () => place.querySelector("[data-state]")?.dataset.state;
    const ask = async () => {
      if (document.hidden && !lost) return;
      const headers = etag ? { "If-None-Match": etag } : {};
      const answer = await fetch(place.dataset.live, { headers, cache: "no-store" }).catch(() => null);
      if (lost) lost.hidden = Boolean(answer && answer.status < 500);
      if (!answer || answer.status !== 200) return;
      etag = answer.headers.get("ETag") ?? "";
      const before = state();
      place.innerHTML = await answer.text();
      if (state() === "called" && before !== "called") navigator.vibrate?.([300, 150, 300]);
      place.dispatchEvent(new Event("renewed"));
      // What can be done has changed with it.
      if (before && state() !== before && !("stays" in place.dataset)) location.reload();
    };
    setInterval(ask, Number(place.dataset.every) * 1000);
  }
}
