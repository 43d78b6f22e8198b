// Lifts messages out of the page to the bottom edge; they leave after 10 s, longer while touched, and count the seconds in which
// something can be undone. [data-strict]: what the server does not hold any longer leaves even when touched. F6 goes to them.
{
  const SECONDS = 10;
  const lift = (root) => {
    const toasts = [...root.querySelectorAll("[data-toast]")];
    if (!toasts.length) return;
    let place = document.querySelector(".toasts");
    if (!place) {
      place = document.createElement("div");
      place.className = "toasts";
      document.body.append(place);
    }
    for (const toast of toasts) {
      toast.removeAttribute("data-toast");
      place.append(toast);
      while (place.children.length > 2) place.firstElementChild.remove();
      const strict = toast.matches("[data-strict]");
      const shown = toast.querySelector("[data-left]");
      let left = strict ? SECONDS - 1 : SECONDS;
      const tell = () => { if (shown) shown.textContent = ` ${left}`; };
      tell();
      const timer = setInterval(() => {
        if (!strict && toast.matches(":hover, :focus-within")) return;
        left -= 1;
        tell();
        if (left > 0) return;
        clearInterval(timer);
        toast.remove();
      }, 1000);
    }
  };
  lift(document);
  document.addEventListener("htmx:load", (event) => lift(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key === "F6") document.querySelector(".toasts :is(button, a)")?.focus();
  });
}
