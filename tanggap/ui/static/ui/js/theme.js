// Light, dark or like the device: shows the switch, remembers the choice in the cookie `tema` (the server reads it).
{
  const root = document.documentElement;
  for (const group of document.querySelectorAll("[data-theme-switch]")) {
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const chosen = event.target.closest("button")?.value;
      if (!chosen) return;
      const secure = location.protocol === "https:" ? "; secure" : "";
      if (chosen === "system") {
        delete root.dataset.theme;
        document.cookie = `tema=; path=/; max-age=0; samesite=lax${secure}`;
      } else {
        root.dataset.theme = chosen;
        document.cookie = `tema=${chosen}; path=/; max-age=31536000; samesite=lax${secure}`;
      }
      for (const button of group.children) button.setAttribute("aria-pressed", button.value === chosen);
    });
  }
}
