// Asks the coach about what is written in <… data-coach="address"> a moment after the last key, shows its answer beside the text,
// and draws lines below what it has found. It inserts on request only and sends nothing. Without this script a button asks.
{
  const LATER = 700; // after the last key
  const SELDOM = 2000; // between two questions, and between two announcements
  const LOOKS = ["", "read-1", "read-2", "read-3", "read-4", "read-warning"];
  const COPIED = ["font", "letter-spacing", "word-spacing", "line-height", "padding", "tab-size", "text-indent", "text-align", "direction"];
  const begin = (place) => {
    const form = place.closest("form");
    const text = place.querySelector("textarea");
    const told = place.querySelector("[data-coach-said]");
    const under = document.createElement("div");
    under.className = "under";
    under.setAttribute("aria-hidden", "true");
    text.before(under);
    let marks = []; // [from, to, look] in the text that was looked at
    let looked = "";
    let asked = "";
    let timer;
    let asking = false;
    let last = -SELDOM;
    let saying;

    // What was found moves along while one types; what is being changed is no longer marked.
    const moved = () => {
      const now = text.value;
      if (now === looked) return marks;
      let before = 0;
      const most = Math.min(now.length, looked.length);
      while (before < most && now[before] === looked[before]) before += 1;
      let after = 0;
      while (after < most - before && now[now.length - 1 - after] === looked[looked.length - 1 - after]) after += 1;
      const shift = now.length - looked.length;
      return marks.flatMap(([from, to, look]) => {
        if (to <= before) return [[from, to, look]];
        return from >= looked.length - after ? [[from + shift, to + shift, look]] : [];
      });
    };
    const draw = () => {
      const shape = getComputedStyle(text);
      for (const name of COPIED) under.style.setProperty(name, shape.getPropertyValue(name));
      const box = text.getBoundingClientRect();
      const around = under.offsetParent?.getBoundingClientRect() ?? box;
      under.style.left = `${box.left - around.left + text.clientLeft}px`;
      under.style.top = `${box.top - around.top + text.clientTop}px`;
      under.style.width = `${text.clientWidth}px`;
      under.style.height = `${text.clientHeight}px`;
      const parts = [];
      let at = 0;
      for (const [from, to, look] of moved()) {
        if (to <= at) continue;
        const start = Math.max(from, at);
        const mark = document.createElement("mark");
        mark.className = LOOKS[look] ?? "";
        mark.textContent = text.value.slice(start, to);
        parts.push(text.value.slice(at, start), mark);
        at = to;
      }
      under.replaceChildren(...parts, `${text.value.slice(at)}\n`);
      // Where the lines would not lie below their words, there are none; the list says the same.
      under.hidden = Math.abs(under.scrollHeight - text.scrollHeight) > 3;
      under.scrollTop = text.scrollTop;
    };
    const say = (words) => {
      clearTimeout(saying);
      if (told.textContent === words) return;
      saying = setTimeout(() => { last = performance.now(); told.textContent = words; }, Math.max(0, last + SELDOM - performance.now()));
    };
    const put = (words) => {
      const from = text.selectionStart;
      const before = text.value.slice(0, from);
      const gap = !before || /\s$/.test(before) ? "" : " ";
      const after = text.value.slice(text.selectionEnd);
      text.setRangeText(`${gap}${words}${!after || /^\s/.test(after) ? "" : " "}`, from, text.selectionEnd, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const wire = () => {
      place.querySelector("[data-coach-ask]")?.setAttribute("hidden", "");
      for (const button of place.querySelectorAll("[data-coach-insert]")) {
        button.addEventListener("click", (event) => { event.preventDefault(); put(button.dataset.coachInsert); });
      }
      for (const button of place.querySelectorAll("[data-coach-show]")) {
        button.hidden = false;
        button.addEventListener("click", () => {
          const words = button.parentElement.querySelector("q").textContent;
          const [from, to] = button.dataset.coachShow.split("-").map(Number);
          // Where the text has changed since, the words are looked for.
          const start = text.value === looked ? from : text.value.indexOf(words);
          if (start < 0) return;
          text.focus();
          text.setSelectionRange(start, text.value === looked ? to : start + words.length);
        });
      }
    };
    const show = (answer, value) => {
      const panel = place.querySelector(".coach");
      const held = panel.contains(document.activeElement) ? document.activeElement : null;
      const hold = document.createElement("template");
      hold.innerHTML = answer.panel;
      panel.replaceWith(hold.content.querySelector(".coach"));
      looked = value;
      marks = answer.marks;
      wire();
      draw();
      say(answer.said);
      // Whoever stood on a button of the list stands on the one that has come in its place.
      if (held) (place.querySelector(".coach button:not([hidden])") ?? text).focus();
    };
    const ask = async () => {
      clearTimeout(timer);
      const value = text.value;
      if (asking || value === asked) return;
      asking = true;
      asked = value;
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.append(text.name, value);
      try {
        const answer = await fetch(place.dataset.coach, { method: "POST", body: data, headers: { "Tanggap-Coach": "1" } });
        if (answer.ok && !answer.redirected && answer.headers.get("Content-Type")?.includes("json")) show(await answer.json(), value);
      } catch { /* away for a moment: the next key asks again */ asked = ""; }
      asking = false;
      if (text.value !== value) later(SELDOM);
    };
    const later = (wait = LATER) => { clearTimeout(timer); timer = setTimeout(ask, wait); };
    text.addEventListener("input", () => { draw(); later(); });
    text.addEventListener("focus", () => later(0));
    text.addEventListener("scroll", () => { under.scrollTop = text.scrollTop; });
    new ResizeObserver(draw).observe(text);
    wire();
    draw();
    if (text.value) later(0);
  };
  for (const place of document.querySelectorAll("[data-coach]")) begin(place);
}
