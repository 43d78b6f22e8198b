// A kiosk with a printer prints [data-print-at-once] by itself, once: a page that is loaded again, or gone back to, does not print
// again. With Chromium's --kiosk-printing it comes out without a dialog.
{
  const printed = "tanggap-printed";
  const kept = () => { try { return sessionStorage.getItem(printed); } catch { return null; } };
  if (document.querySelector("[data-print-at-once]") && kept() !== location.pathname) {
    addEventListener("load", () => {
      try { sessionStorage.setItem(printed, location.pathname); } catch { /* a second print does no harm */ }
      setTimeout(print, 200);
    }, { once: true });
  }
}
