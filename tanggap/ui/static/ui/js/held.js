// A message that has not left yet, <form data-held="8">, loses its way back when the seconds are over: it has been sent then.
{
  for (const form of document.querySelectorAll("[data-held]")) {
    setTimeout(() => {
      if (form.contains(document.activeElement)) document.querySelector("main")?.focus({ preventScroll: true });
      form.remove();
    }, Number(form.dataset.held) * 1000);
  }
}
