// Keeps what is typed in <form data-draft="address" data-kind="reply"> on the server, a second after the last key, and puts
// phrases in at the cursor. Needs ui/js/saving.js.
{
  const AGAIN = 5000; // the network was away; what is typed meanwhile goes along
  const begin = (form) => {
    const text = form.elements.body;
    const send = () => {
      const data = new FormData();
      for (const name of ["csrfmiddlewaretoken", "mark", "loaded", "kind", "body"]) data.append(name, form.elements[name]?.value ?? "");
      return fetch(form.dataset.draft, { method: "POST", body: data, headers: { "Tanggap-Draft": "1" } });
    };
    const saver = window.tanggapSaver(form, send, { failed: () => saver.later(AGAIN) });
    text.addEventListener("input", () => saver.later());
    // Not when a button of the form takes the focus: what is being sent is no draft any more.
    text.addEventListener("blur", (event) => { if (saver.waits() && event.relatedTarget?.form !== form) saver.save(); });
    form.querySelector("[data-draft-button]")?.setAttribute("hidden", "");
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
