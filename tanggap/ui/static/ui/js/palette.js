// The command palette: Ctrl K opens it, what is typed is asked of the server, arrows choose, Enter opens or does, Ctrl Enter in a
// new tab. Enter waits for the answer to what is typed. This browser remembers the numbers of the complaints that it had open
// last, never a word of them.
{
  const KEPT = "recent-cases";
  const dialog = document.querySelector("#palette");
  // The pages of its acts and of its approval are about the complaint too.
  const here = document.querySelector("[data-case]")?.dataset.case ?? location.pathname.match(/^\/desk\/(?:cases|approvals)\/([^/]+)\//)?.[1] ?? "";
  const recent = () => { try { return JSON.parse(localStorage.getItem(KEPT) ?? "[]"); } catch { return []; } };
  if (here) try { localStorage.setItem(KEPT, JSON.stringify([here, ...recent().filter((one) => one !== here)].slice(0, 9))); } catch { /* not kept */ }
  if (dialog) {
    const field = dialog.querySelector("input");
    const found = dialog.querySelector("[role=listbox]");
    const words = JSON.parse(document.querySelector('meta[name="tanggap-words"]').content);
    let asking; // the question that is on its way
    let asked = null; // its words
    let shown = null; // what the options on the screen were asked for
    let awaited = null; // how Enter was pressed before the answer to what is typed had come
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
    const picked = () => [...document.querySelectorAll("[data-row] .pick input:checked")].map((box) => box.value.split(":")[0]);
    const tell = (sentence) => {
      const told = document.createElement("p");
      told.className = "palette-none";
      told.setAttribute("role", "alert");
      told.textContent = sentence;
      found.replaceChildren(told);
      shown = awaited = null;
    };
    const ask = async () => {
      clearTimeout(timer);
      asking?.abort();
      const question = asking = new AbortController();
      asked = field.value;
      found.setAttribute("aria-busy", "true");
      const query = new URLSearchParams({ q: asked, case: here, picked: here ? "" : picked().join(","), recent: recent().join(",") });
      try {
        const answer = await fetch(`${dialog.dataset.palette}?${query}`, { signal: question.signal });
        const html = answer.redirected || !answer.ok ? "" : await answer.text();
        if (question !== asking) return;
        // Signed out meanwhile: the page behind may hold words that are not sent, so it is left as it is.
        if (!html) { tell(answer.redirected ? words.away : words.unasked); return; }
        found.innerHTML = html;
        shown = asked;
        choose(0);
        if (awaited) take(awaited);
      } catch { if (question === asking) tell(words.unasked); } finally {
        if (question === asking) { asked = null; found.removeAttribute("aria-busy"); }
      }
    };
    const send = (link) => {
      const form = document.createElement("form");
      form.method = "post";
      form.action = link.dataset.act;
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      for (const [name, value] of [["csrfmiddlewaretoken", token], ...new URLSearchParams(link.dataset.sends)]) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      document.body.append(form);
      form.submit();
    };
    const take = (how) => {
      awaited = null;
      const link = options()[chosen()];
      if (!link) return;
      if (how === "apart") { window.open(link.href, "_blank", "noopener"); return; }
      dialog.close();
      if (link.dataset.act) send(link); else location.assign(link.href);
    };
    // Whoever types fast and presses Enter means what was typed, not what an earlier question found.
    const enter = (how) => {
      if (shown === field.value) { take(how); return; }
      awaited = how;
      if (asked !== field.value) ask();
    };
    const open = () => {
      if (dialog.open) return;
      field.value = "";
      found.textContent = "";
      shown = awaited = null;
      dialog.showModal();
      ask();
    };
    field.addEventListener("input", () => { awaited = null; clearTimeout(timer); timer = setTimeout(ask, 90); });
    dialog.addEventListener("close", () => { awaited = null; clearTimeout(timer); asking?.abort(); });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
      const link = event.target.closest("[data-act]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      dialog.close();
      send(link);
    });
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) { event.preventDefault(); choose(chosen() + step); }
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      enter(event.ctrlKey || event.metaKey ? "apart" : "here");
    });
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      open();
    });
  }
}
