// A copy button behind every [data-copy] text (references, tracking codes).
{
  const words = JSON.parse(document.querySelector('meta[name="tanggap-words"]').content);
  const sprite = document.querySelector(".icon use")?.getAttribute("href").replace(/#.*/, "");
  const glyph = (name) => `<svg class="icon" width="16" height="16" aria-hidden="true"><use href="${sprite}#${name}"/></svg>`;
  for (const place of navigator.clipboard && sprite ? document.querySelectorAll("[data-copy]") : []) {
    const text = place.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.innerHTML = glyph("copy");
    button.setAttribute("aria-label", `${words.copy} ${text}`);
    button.title = words.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.innerHTML = glyph("check");
      button.setAttribute("aria-label", words.copied);
      setTimeout(() => {
        button.innerHTML = glyph("copy");
        button.setAttribute("aria-label", `${words.copy} ${text}`);
      }, 2000);
    });
    place.append(button);
  }
}
