// Keeps what is typed in <form data-draft="address" data-kind="reply"> on the server, a second after the last key, and puts
// phrases in at the cursor. Sent text is no draft any more: a form that is on its way saves nothing.
{
  const words = JSON.parse(document.querySelector('meta[name="tanggap-words"]').content);
  const AGAIN = 5000; // the network was away; what is typed meanwhile goes along
  const begin = (form) => {
    const text = form.elements.body;
    const told = form.querySelector("[data-saved]");
    let timer;
    let going = false;
    let leaving = false;
    let again = false;
    const save = async () => {
      clearTimeout(timer);
      if (leaving) return;
      if (going) { again = true; return; }
      going = true;
      const data = new FormData();
      for (const name of ["csrfmiddlewaretoken", "mark", "loaded", "kind", "body"]) data.append(name, form.elements[name]?.value ?? "");
      try {
        const answer = await fetch(form.dataset.draft, { method: "POST", body: data, headers: { "Tanggap-Draft": "1" } });
        if (answer.redirected || !answer.headers.get("Content-Type")?.includes("json")) told.textContent = words.unsaved;
        else {
          const said = await answer.json();
          if (said.mark) form.elements.mark.value = said.mark;
          told.textContent = said.said;
          told.classList.toggle("refused", !answer.ok);
        }
      } catch {
        told.textContent = words.unsaved;
        timer = setTimeout(save, AGAIN);
      }
      going = false;
      if (again) { again = false; save(); }
    };
    const later = () => { clearTimeout(timer); timer = setTimeout(save, 1000); };
    text.addEventListener("input", later);
    // Not when a button of the form takes the focus: what is being sent is no draft any more.
    text.addEventListener("blur", (event) => { if (timer && event.relatedTarget?.form !== form) { save(); timer = 0; } });
    form.querySelector("[data-draft-button]")?.setAttribute("hidden", "");
    form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); });
    // Back on the page, as the browser kept it, one may go on writing.
    addEventListener("pageshow", () => { leaving = false; });
    // The list of phrases lies over the page: a click beside it, or Esc, puts it away.
    for (const list of form.querySelectorAll(".phrases")) {
      document.addEventListener("click", (event) => { if (!list.contains(event.target)) list.open = false; });
      list.addEventListener("keydown", (event) => { if (event.key === "Escape") list.open = false; });
    }
    for (const button of form.querySelectorAll("[data-phrase]")) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        const phrase = [...button.closest("li").querySelectorAll(".words > *")].map((part) => part.innerText).join("\n\n");
        text.setRangeText(phrase, text.selectionStart, text.selectionEnd, "end");
        button.closest("details").open = false;
        text.focus();
        text.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }
  };
  for (const form of document.querySelectorAll("form[data-draft]")) begin(form);
}
