// Says that the connection is gone, that what was typed stays, and when it is back; messages that could not be sent wait in the page.
{
  const words = JSON.parse(document.querySelector("meta[name=tanggap-words]")?.content ?? "{}");
  let line = null;
  const tell = () => {
    if (navigator.onLine) {
      line?.remove();
      line = null;
      return;
    }
    if (line) return;
    line = document.createElement("p");
    line.className = "offline";
    line.setAttribute("role", "status");
    line.textContent = words.offline ?? "";
    document.querySelector("main")?.prepend(line);
  };
  addEventListener("offline", tell);
  addEventListener("online", tell);
  if (!navigator.onLine) tell();
}
