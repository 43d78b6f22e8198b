// From a list to its complaints and along them: a list remembers, in this tab only, which it shows; the page of one of them
// leads back to that very list, says where it stands in it, and goes to its neighbours with [ and ].
{
  const KEPT = "list";
  const shown = [...document.querySelectorAll("[data-row] a[href^='/desk/cases/']")].map((link) => link.getAttribute("href"));
  const place = document.querySelector("[data-neighbours]");
  try {
    if (shown.length) sessionStorage.setItem(KEPT, JSON.stringify({ back: location.pathname + location.search, cases: [...new Set(shown)] }));
    const list = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    const at = list?.cases.indexOf(location.pathname) ?? -1;
    if (place && at >= 0) {
      const back = place.querySelector("a");
      if (back) back.href = list.back;
      const words = document.createElement("span");
      words.className = "meta";
      words.textContent = place.dataset.neighbours.replace("{n}", at + 1).replace("{all}", list.cases.length);
      place.append(words);
      for (const [step, key, said] of [[-1, "[", place.dataset.previous], [1, "]", place.dataset.next]]) {
        const href = list.cases[at + step];
        if (!href) continue;
        const link = document.createElement("a");
        link.href = href;
        link.className = "neighbour";
        link.dataset.key = key;
        link.title = said;
        link.setAttribute("aria-label", said);
        const sign = document.createElement("kbd");
        sign.textContent = key;
        link.append(sign);
        place.append(link);
      }
    }
  } catch { /* without a memory of the tab the page is as it is without script */ }
}
