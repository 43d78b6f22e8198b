// Files that are dropped on the place for the scan are chosen there; a photograph that was taken is added to them.
const place = document.querySelector("[data-drop]");
if (place) {
  const chosen = place.querySelector("#f-scans");
  const camera = place.querySelector("#f-camera");
  const add = (files) => {
    const all = new DataTransfer();
    for (const file of [...chosen.files, ...files]) all.items.add(file);
    chosen.files = all.files;
  };
  camera.addEventListener("change", () => { add(camera.files); camera.value = ""; });
  for (const name of ["dragover", "dragleave", "drop"]) {
    place.addEventListener(name, (event) => {
      event.preventDefault();
      place.classList.toggle("over", name === "dragover");
      if (name === "drop") add(event.dataTransfer.files);
    });
  }
}
