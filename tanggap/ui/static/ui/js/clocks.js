// Keeps the minutes of deadline pills true while a page stays open. The server wrote the first words and says the patterns.
{
  const patterns = JSON.parse(document.querySelector('meta[name="tanggap-words"]')?.content ?? "null");
  const say = (pattern, n) => pattern.replace("%(n)s", n);
  const spoken = (minutes, late) => {
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor(minutes / 60) % 24;
    const parts = [];
    if (days) parts.push(say(patterns.day, days));
    if (hours && !(late && days)) parts.push(say(patterns.hour, hours));
    if ((!days && !hours) || (!late && !days && minutes % 60 && minutes < 180)) parts.push(say(patterns.minute, minutes % 60));
    return parts.join(" ").replaceAll(" ", "\u00a0");
  };
  const tick = () => {
    for (const pill of document.querySelectorAll("[data-clock]")) {
      const time = pill.querySelector("time");
      const left = Math.floor((new Date(time.dateTime) - Date.now()) / 60000);
      const late = left < 0;
      if (late && !pill.classList.contains("late")) {
        pill.classList.remove("soon", "calm");
        pill.classList.add("late");
        pill.querySelector("use")?.setAttribute("href", pill.querySelector("use").getAttribute("href").replace(/#.*/, "#alert-triangle"));
      }
      time.textContent = patterns[late ? "late" : "left"].replace("%(time)s", spoken(Math.max(1, Math.abs(left)), late));
    }
  };
  if (patterns) setInterval(tick, 60000);
}
