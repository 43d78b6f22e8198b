// Keeps the fields of <form data-keep="address"> on the server, a second after the last change, and at once when the page
// is left by a link. Needs ui/js/saving.js.
for (const form of document.querySelectorAll("form[data-keep]")) {
  const send = () => fetch(form.dataset.keep, { method: "POST", body: new FormData(form), headers: { "Tanggap-Draft": "1" }, keepalive: true });
  const saver = window.tanggapSaver(form, send);
  form.addEventListener("input", () => saver.later());
  form.querySelector("[data-keep-button]")?.setAttribute("hidden", "");
  addEventListener("pagehide", () => { if (saver.waits() && saver.idle()) send(); });
}
