// Numbers behind the views of the menu: asked for those in sight, once the page is there and each minute; what has not changed
// comes back from the browser's own cache (ETag).
{
  const links = () => [...document.querySelectorAll('#nav a[href^="/desk/?"]')].filter((link) => link.checkVisibility());
  const put = (link, [words, hot]) => {
    let mark = link.querySelector(".nav-count");
    if (!words) return mark?.remove();
    if (!mark) {
      mark = document.createElement("b");
      link.append(mark);
    }
    mark.className = hot ? "nav-count hot" : "nav-count";
    mark.textContent = words;
    if (hot) mark.append(Object.assign(document.createElement("span"), { className: "unseen", textContent: ` (${hot})` }));
  };
  const ask = async () => {
    const shown = links();
    if (!shown.length || document.hidden) return;
    const query = new URLSearchParams(shown.map((link) => ["of", link.getAttribute("href").slice("/desk/?".length)]));
    const answer = await fetch(`/desk/views/counts/?${query}`, { headers: { "Tanggap-Live": "1" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const counts = await answer.json();
    for (const link of shown) put(link, counts[link.getAttribute("href").slice("/desk/?".length)] ?? ["", ""]);
  };
  ask();
  setInterval(ask, 60_000);
  document.querySelector("#nav")?.addEventListener("toggle", ask);
}
