// Says that the connection is gone, that what was typed stays, and when it is back. A form that is sent meanwhile stays where it
// is: the browser would put a page of its own in place of what was typed.
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
  // Before any other script takes it for sent.
  addEventListener("submit", (event) => {
    if (navigator.onLine || event.target.method === "dialog") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell();
    line.textContent = words.unsent;
    line.scrollIntoView({ block: "nearest" });
  }, { capture: true });
  if (!navigator.onLine) tell();
}
