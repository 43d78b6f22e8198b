// B goes to the remark of an approval, and from there Ctrl Enter sends back; Esc leaves it again, so that Y and B work.
{
  const form = document.querySelector("form.approve");
  const remark = form?.querySelector("[data-key=B]");
  const back = form?.querySelector("[data-back]");
  remark?.addEventListener("reached", () => { back.dataset.keySend = ""; });
  remark?.addEventListener("keydown", (event) => { if (event.key === "Escape") remark.blur(); });
  remark?.addEventListener("blur", () => { delete back.dataset.keySend; });
}
