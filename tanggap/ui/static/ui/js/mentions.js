// After an @ in <textarea data-names="address"> a list of colleagues opens; arrows and Enter, or a click, write the name.
{
  const TYPED = /(?:^|[\s(])@([\p{L}\p{M}.' -]{0,40})$/u;
  const begin = (field) => {
    const list = document.createElement("ul");
    list.id = `${field.id}-names`;
    list.className = "names";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "@");
    list.hidden = true;
    field.closest("form").append(list);
    field.setAttribute("aria-controls", list.id);
    let people = [];
    let chosen = 0;
    let asking;
    let timer;
    const close = () => {
      list.hidden = true;
      people = [];
      field.removeAttribute("aria-activedescendant");
    };
    const mark = (place) => {
      chosen = (place + people.length) % people.length;
      [...list.children].forEach((row, at) => row.setAttribute("aria-selected", at === chosen));
      list.children[chosen].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", list.children[chosen].id);
    };
    const typed = () => TYPED.exec(field.value.slice(0, field.selectionStart));
    const write = (place) => {
      const found = typed();
      if (!found) return close();
      field.setRangeText(people[place].insert, field.selectionStart - found[1].length - 1, field.selectionStart, "end");
      close();
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const draw = (found) => {
      people = found;
      list.replaceChildren(...found.map((one, at) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${at}`;
        row.setAttribute("role", "option");
        const unit = document.createElement("small");
        unit.textContent = one.unit;
        row.append(one.name, unit);
        row.addEventListener("mousedown", (event) => { event.preventDefault(); write(at); });
        return row;
      }));
      list.hidden = !found.length;
      if (found.length) mark(0); else close();
    };
    const ask = async (words) => {
      asking?.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(`${field.dataset.names}?q=${encodeURIComponent(words)}`, { signal: asking.signal });
        if (answer.ok && !answer.redirected && typed()) draw((await answer.json()).people);
      } catch { /* superseded, or away for a moment: the name can be typed */ }
    };
    field.addEventListener("input", () => {
      clearTimeout(timer);
      const found = typed();
      // A name that is written out is followed by a space and more; then the list has nothing to say.
      if (!found || found[1].split(" ").length > 4) return close();
      timer = setTimeout(ask, 120, found[1]);
    });
    field.addEventListener("keydown", (event) => {
      if (list.hidden || event.ctrlKey || event.metaKey) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) mark(chosen + step);
      else if (event.key === "Enter" || event.key === "Tab") write(chosen);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    field.addEventListener("blur", close);
  };
  for (const field of document.querySelectorAll("textarea[data-names]")) begin(field);
}
