// Marks the step of [data-talk] that belongs to the part of the form (data-step) where the cursor is.
{
  const steps = [...document.querySelectorAll("[data-talk] [data-at]")];
  document.addEventListener("focusin", (event) => {
    const part = event.target.closest("[data-step]")?.dataset.step;
    const here = part && steps.findIndex((step) => step.dataset.at === part);
    if (!part || here < 0) return;
    steps.forEach((step, place) => {
      step.classList.toggle("done", place < here);
      if (place === here) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    });
  });
}
