// A kiosk begins anew for the next visitor: the link [data-begin-anew="30"] is followed after so many seconds, which it says;
// touching the screen begins the time once more.
{
  const link = document.querySelector("[data-begin-anew]");
  if (link) {
    const words = link.querySelector("span").textContent;
    const all = Number(link.dataset.beginAnew);
    let left = all;
    addEventListener("pointerdown", () => { left = all; });
    addEventListener("keydown", () => { left = all; });
    const tell = () => { link.querySelector("span").textContent = `${words} (${Math.max(left, 0)})`; };
    tell();
    setInterval(() => {
      left -= 1;
      tell();
      if (left === 0) location.assign(link.href);
    }, 1000);
  }
}
