// Says on paper when it was printed, also when the page had been open for hours: the server can only know when it was made.
{
  const place = document.querySelector("[data-printed]");
  if (place) {
    const language = document.documentElement.lang === "en" ? "en-GB" : "id-ID";
    const words = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", hour12: language === "en-GB" });
    addEventListener("beforeprint", () => { place.textContent = words.format(new Date()); });
  }
}
