// Turns the forms of a [data-tabs] box into tabs. Without this script they stand one below the other, all usable.
{
  const show = (box, chosen) => {
    for (const tab of box.querySelectorAll('[role="tab"]')) {
      const on = tab.getAttribute("aria-controls") === chosen;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    }
  };
  const icon = (name) => {
    const svg = document.querySelector(".icon use")?.closest("svg").cloneNode(true);
    if (!svg) return "";
    const use = svg.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
    svg.setAttribute("width", 16);
    svg.setAttribute("height", 16);
    svg.setAttribute("aria-hidden", "true");
    svg.removeAttribute("role");
    svg.removeAttribute("aria-label");
    return svg;
  };
  const build = (box) => {
    const panels = [...box.querySelectorAll(":scope > [data-tab]")];
    if (panels.length < 2 || box.querySelector('[role="tablist"]')) return;
    const list = document.createElement("div");
    list.className = "tabs";
    list.setAttribute("role", "tablist");
    for (const panel of panels) {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.id = `tab-${panel.id}`;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-controls", panel.id);
      tab.append(icon(panel.dataset.icon), panel.dataset.tab);
      tab.addEventListener("click", () => show(box, panel.id));
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      list.append(tab);
    }
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const tabs = [...list.children];
      const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
      next.focus();
      next.click();
    });
    box.prepend(list);
    const wrong = panels.find((panel) => panel.querySelector("[aria-invalid]"));
    const asked = panels.find((panel) => `#${panel.id}` === location.hash);
    const open = panels.find((panel) => panel.hasAttribute("data-open"));
    show(box, (wrong ?? asked ?? open ?? panels[0]).id);
  };
  const all = (root) => root.querySelectorAll("[data-tabs]").forEach(build);
  all(document);
  document.addEventListener("htmx:load", (event) => all(event.target));
}
