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
  // The server has the same three hours (ui/deadline.py).
  const SOON = 180;
  const ICONS = { soon: "clock", late: "alert-triangle" };
  const look = (pill, wanted) => {
    if (pill.classList.contains(wanted)) return;
    pill.classList.remove("calm", "soon", "late");
    pill.classList.add(wanted);
    if (!ICONS[wanted]) return;
    const drawn = pill.querySelector("svg");
    const [svg, use] = ["svg", "use"].map((name) => document.createElementNS(drawn.namespaceURI, name));
    for (const [name, value] of [["class", "icon"], ["width", 15], ["height", 15], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
    use.setAttribute("href", `${patterns.icons}#${ICONS[wanted]}`);
    svg.append(use);
    drawn.replaceWith(svg);
  };
  const tick = () => {
    for (const pill of document.querySelectorAll("[data-clock]")) {
      const time = pill.querySelector("time");
      const left = Math.floor((new Date(time.dateTime) - Date.now()) / 60000);
      const late = left < 0;
      look(pill, late ? "late" : left <= SOON ? "soon" : "calm");
      const words = patterns[late ? "late" : "left"].replace("%(time)s", spoken(Math.max(1, Math.abs(left)), late));
      time.textContent = words.replaceAll(" ", "\u00a0");
    }
  };
  if (patterns) setInterval(tick, 60000);
}
