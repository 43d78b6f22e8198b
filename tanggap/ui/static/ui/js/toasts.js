// Lifts messages out of the page to the bottom edge; they leave after 10 s, longer while touched. F6 goes to them.
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
      let left = SECONDS;
      const timer = setInterval(() => {
        if (toast.matches(":hover, :focus-within")) return;
        left -= 1;
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
