// The time since <b data-running="2026-11-28T10:40:00+07:00">, as minutes and seconds, while the page is open.
for (const place of document.querySelectorAll("[data-running]")) {
  const two = (number) => String(number).padStart(2, "0");
  const tell = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - new Date(place.dataset.running)) / 1000));
    const minutes = Math.floor(seconds / 60);
    place.textContent = minutes < 60 ? `${two(minutes)}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
  };
  tell();
  setInterval(tell, 1000);
}
