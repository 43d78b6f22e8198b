// Says at the foot of the paper when it was printed, also when the page had been open for hours: the server knows only when it was made.
{
  const root = document.documentElement;
  const language = root.lang === "en" ? "en-GB" : "id-ID";
  const words = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", hour12: language === "en-GB" });
  addEventListener("beforeprint", () => {
    if (!root.dataset.printed) return;
    const now = words.format(new Date());
    root.dataset.foot = root.dataset.foot.replace(root.dataset.printed, now);
    root.dataset.printed = now;
  });
}
