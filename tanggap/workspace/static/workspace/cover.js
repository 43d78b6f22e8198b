// Boxes over a picture, drawn with mouse, pen or finger; each is a row of four numbers, which can be typed as well.
for (const form of document.querySelectorAll("[data-cover]")) {
  const place = form.querySelector("[data-cover-picture]");
  const list = form.querySelector("[data-cover-parts]");
  const drawing = place.querySelector("svg");
  const most = [Number(place.dataset.width), Number(place.dataset.height)];
  const blank = list.lastElementChild.cloneNode(true);
  const names = ["x", "y", "width", "height"];
  const fields = (row) => names.map((name) => row.querySelector(`[name=${name}]`));
  const numbers = (row) => fields(row).map((one) => (one.value === "" ? NaN : Number(one.value)));

  const draw = () => {
    drawing.replaceChildren(
      ...[...list.children].flatMap((row) => {
        const values = numbers(row);
        if (values.some((value) => !(value >= 0))) return [];
        const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        names.forEach((name, at) => box.setAttribute(name, values[at]));
        if (row.contains(document.activeElement)) box.classList.add("current");
        return [box];
      }),
    );
  };
  const count = () => {
    [...list.children].forEach((row, at) => {
      row.querySelector("fieldset").id = `f-part-${at + 1}`;
      const legend = row.querySelector("legend");
      legend.textContent = legend.textContent.replace(/\d+/, at + 1);
    });
    draw();
  };
  const ready = (row) => {
    const button = row.querySelector("[data-cover-remove]");
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      if (list.children.length > 1) row.remove();
      else fields(row).forEach((one) => (one.value = ""));
      count();
      (next?.isConnected ? next : list.firstElementChild).querySelector("input").focus();
    });
    return row;
  };
  const free = () => {
    const last = list.lastElementChild;
    if (fields(last).every((one) => one.value === "")) return last;
    list.append(ready(blank.cloneNode(true)));
    return list.lastElementChild;
  };
  const fill = (row, values) => {
    fields(row).forEach((one, at) => (one.value = Math.round(values[at])));
    count();
  };

  [...list.children].forEach(ready);
  list.addEventListener("input", draw);
  list.addEventListener("focusin", draw);
  form.querySelector("[data-cover-look]").hidden = true;
  form.querySelector("[data-cover-add]").addEventListener("click", (event) => {
    event.preventDefault();
    const row = free();
    fill(row, [most[0] * 0.4, most[1] * 0.4, most[0] * 0.2, most[1] * 0.2]);
    row.querySelector("input").focus();
  });

  let from = null;
  let row = null;
  const spot = (event) => {
    const area = place.getBoundingClientRect();
    const at = [(event.clientX - area.left) / area.width, (event.clientY - area.top) / area.height];
    return at.map((share, axis) => Math.min(Math.max(share, 0), 1) * most[axis]);
  };
  place.classList.add("ready");
  place.addEventListener("dragstart", (event) => event.preventDefault());
  place.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = spot(event);
    place.setPointerCapture(event.pointerId);
  });
  place.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = spot(event);
    const box = [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
    // A finger that only touches the picture means no box.
    if (!row && Math.max(box[2], box[3]) < most[0] / 100) return;
    row ??= free();
    fill(row, [box[0], box[1], Math.max(box[2], 1), Math.max(box[3], 1)]);
  });
  for (const end of ["pointerup", "pointercancel"])
    place.addEventListener(end, () => {
      from = row = null;
    });
}
