// B goes to the remark of an approval, and from there Ctrl Enter sends back; Esc leaves it again, so that Y and B work.
// What can still be taken back counts down ([data-until]); nothing else changes when the time is over: the server says so.
{
  const form = document.querySelector("form.approve");
  const remark = form?.querySelector("[data-key=B]");
  const back = form?.querySelector("[data-back]");
  remark?.addEventListener("reached", () => { back.dataset.keySend = ""; });
  remark?.addEventListener("keydown", (event) => { if (event.key === "Escape") remark.blur(); });
  remark?.addEventListener("blur", () => { delete back.dataset.keySend; });
  // Pressed twice, it is said once.
  form?.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => { if (form) delete form.dataset.sent; });

  const waiting = [...document.querySelectorAll("[data-until]")];
  const tell = () => {
    for (const one of waiting) {
      const left = Math.max(0, Math.round((new Date(one.dataset.until) - Date.now()) / 1000));
      one.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (!left) one.closest(".split-item").hidden = true;
    }
  };
  tell();
  if (waiting.length) setInterval(tell, 1000);
}
