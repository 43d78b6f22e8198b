// Shows what is inside [data-print] and opens the printing dialog of the browser from it; without script its menu does.
for (const place of document.querySelectorAll("[data-print]")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => print());
}
