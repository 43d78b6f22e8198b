// The command palette: Ctrl K opens it, what is typed is asked of the server, arrows choose, Enter opens, Ctrl Enter in a new
// tab. This browser remembers the numbers of the complaints that it had open last, never a word of them.
{
  const KEPT = "recent-cases";
  const dialog = document.querySelector("#palette");
  const here = document.querySelector("[data-case]")?.dataset.case ?? "";
  const recent = () => { try { return JSON.parse(localStorage.getItem(KEPT) ?? "[]"); } catch { return []; } };
  if (here) try { localStorage.setItem(KEPT, JSON.stringify([here, ...recent().filter((one) => one !== here)].slice(0, 9))); } catch { /* not kept */ }
  if (dialog) {
    const field = dialog.querySelector("input");
    const found = dialog.querySelector("[role=listbox]");
    let asking;
    let timer;
    const options = () => [...found.querySelectorAll("[role=option]")];
    const choose = (at) => {
      const all = options();
      for (const one of all) one.setAttribute("aria-selected", "false");
      const next = all[(at + all.length) % all.length];
      if (!next) { field.removeAttribute("aria-activedescendant"); return; }
      next.setAttribute("aria-selected", "true");
      field.setAttribute("aria-activedescendant", next.id);
      next.scrollIntoView({ block: "nearest" });
    };
    const chosen = () => options().findIndex((one) => one.getAttribute("aria-selected") === "true");
    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const query = new URLSearchParams({ q: field.value, case: here, recent: recent().join(",") });
      try {
        const answer = await fetch(`${dialog.dataset.palette}?${query}`, { signal: asking.signal });
        if (answer.redirected) { location.reload(); return; }
        if (!answer.ok) return;
        found.innerHTML = await answer.text();
        choose(0);
      } catch { /* a newer question took its place, or we are offline */ }
    };
    const open = () => {
      if (dialog.open) return;
      field.value = "";
      found.textContent = "";
      dialog.showModal();
      ask();
    };
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 90); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { event.preventDefault(); choose(chosen() + step); }
      if (event.key !== "Enter") return;
      event.preventDefault();
      const link = options()[chosen()];
      if (!link) return;
      if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
      else { dialog.close(); location.assign(link.href); }
    });
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      open();
    });
  }
}
