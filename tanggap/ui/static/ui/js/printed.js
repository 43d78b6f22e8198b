// Says at the foot of the paper when it was printed, also when the page had been open for hours: the server knows only when it was made.
{
  const root = document.documentElement;
  addEventListener("beforeprint", () => {
    if (!root.dataset.printed) return;
    const language = root.lang === "en" ? "en-GB" : "id-ID";
    // Made only when it is wanted: to learn the words of a language costs a telephone a tenth of a second.
    const words = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", hour12: language === "en-GB" });
    const now = words.format(new Date());
    root.dataset.foot = root.dataset.foot.replace(root.dataset.printed, now);
    root.dataset.printed = now;
  });
}
