// Keeps what is typed in <form data-autosave="key"> on this device until the form has been sent, and counts letters.
// The server ends a draft by answering with another page; a page that comes back with errors shows what it was sent.
{
  const PREFIX = "draft:";
  const kept = (form) => [...form.elements].filter((field) => field.name && !["hidden", "password", "file", "submit", "button"].includes(field.type));
  const words = JSON.parse(document.querySelector('meta[name="tanggap-words"]').content);

  const save = (form) => {
    if (!form.dataset.autosave) return; // somebody asked that nothing be kept here
    const values = {};
    for (const field of kept(form)) {
      if (["radio", "checkbox"].includes(field.type)) {
        if (field.checked) (values[field.name] ??= []).push(field.value);
      } else if (field.value) values[field.name] = [field.value];
    }
    try {
      localStorage.setItem(PREFIX + form.dataset.autosave, JSON.stringify(values));
      const told = form.querySelector("[data-saved]");
      if (told) told.textContent = words.saved;
      form.dispatchEvent(new Event("autosaved"));
    } catch { /* private window or a full device: typing goes on, only without a copy */ }
  };

  const restore = (form) => {
    const values = JSON.parse(localStorage.getItem(PREFIX + form.dataset.autosave) ?? "{}");
    for (const field of kept(form)) {
      const value = values[field.name];
      if (!value) continue;
      if (["radio", "checkbox"].includes(field.type)) {
        if (!kept(form).some((other) => other.name === field.name && other.defaultChecked)) field.checked = value.includes(field.value);
      } else if (!field.value) field.value = value[0];
    }
  };

  const count = (field) => {
    const told = document.querySelector(`[data-count="${field.id}"]`);
    const number = String(field.value.length).replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === "en" ? "," : ".");
    if (told) told.textContent = told.dataset.words.replace("{n}", number);
  };

  const forget = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX + prefix)).forEach((key) => localStorage.removeItem(key));

  const begin = (form) => {
    if (form.dataset.autosaved) return;
    form.dataset.autosaved = "yes";
    try { restore(form); } catch { /* an unreadable draft is no draft */ }
    let timer;
    form.addEventListener("input", (event) => {
      if (event.target.dataset.limit) count(event.target);
      clearTimeout(timer);
      timer = setTimeout(save, 400, form);
    });
    form.addEventListener("submit", () => clearTimeout(timer));
  };
  for (const form of document.querySelectorAll("form[data-autosave]")) begin(form);
  document.addEventListener("htmx:load", (event) => event.target.querySelectorAll?.("form[data-autosave]").forEach(begin));
  for (const field of document.querySelectorAll("textarea[data-limit]")) { count(field); field.addEventListener("input", () => count(field)); }
  // A page that says <meta name="tanggap-sent" content="/complain/"> has arrived after that form: its drafts may go.
  for (const sent of document.querySelectorAll('meta[name="tanggap-sent"]')) {
    try { forget(sent.content); } catch { /* nothing was kept */ }
  }
}
