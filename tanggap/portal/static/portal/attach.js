// Photos and documents are sent as soon as they are chosen, one after the other, each with its progress. What cannot be
// sent for want of a network waits on this device and goes when it is back. Without script they go with the page.
{
  const place = document.querySelector("[data-attach]");
  const form = place?.closest("form");
  const words = place?.dataset;
  const waiting = place?.querySelector("[data-waiting]");
  const queue = [];
  let running = false;
  let held = null;

  // ---- what waits on this device
  const store = (mode, act) => new Promise((done, failed) => {
    const asked = indexedDB.open("tanggap-files", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("files", { autoIncrement: true });
    asked.onerror = () => failed(asked.error);
    asked.onsuccess = () => {
      const change = asked.result.transaction("files", mode);
      const got = act(change.objectStore("files"));
      change.oncomplete = () => { asked.result.close(); done(got?.result); };
      change.onerror = () => { asked.result.close(); failed(change.error); };
    };
  });
  const keep = async (one) => {
    if (one.key || !form.dataset.autosave) return;
    try { one.key = await store("readwrite", (files) => files.add(one.file)); } catch { /* the page itself still has it */ }
  };
  const drop = async (one) => {
    if (!one.key) return;
    try { await store("readwrite", (files) => files.delete(one.key)); } catch { /* it dies with the draft */ }
  };

  // ---- what is shown
  const row = (file) => {
    const line = document.createElement("li");
    line.innerHTML = '<span><b></b><small role="status"></small><progress max="1" value="0"></progress></span><button type="button" class="button quiet"></button>';
    line.querySelector("b").textContent = file.name;
    line.querySelector("progress").setAttribute("aria-label", file.name);
    line.querySelector("button").textContent = words.remove;
    waiting.append(line);
    return line;
  };
  const say = (one, text, wrong) => {
    const told = one.line.querySelector("small");
    told.textContent = text;
    told.classList.toggle("wrong", Boolean(wrong));
    one.line.querySelector("progress").hidden = Boolean(text);
  };

  const add = (file, key) => {
    const one = { file, key, line: row(file) };
    one.line.querySelector("button").addEventListener("click", () => {
      one.gone = true;
      one.request?.abort();
      drop(one);
      one.line.remove();
    });
    if (file.size > Number(words.most)) { say(one, words.large, true); return; }
    if (!file.size) { say(one, words.empty, true); return; }
    queue.push(one);
    next();
  };

  // ---- sending
  const send = (one) => new Promise((done) => {
    const fields = new FormData(form);
    fields.delete("files");
    fields.delete("remove");
    fields.append("files", one.file, one.file.name);
    fields.append("then", "add");
    const request = one.request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.upload.onprogress = (event) => { one.line.querySelector("progress").value = event.loaded / event.total; };
    request.onload = () => done(request);
    request.onerror = request.ontimeout = () => done(null);
    request.onabort = () => done(request);
    request.send(fields);
  });
  const settle = async (one, request) => {
    if (one.gone) return;
    const page = request?.response;
    if (!request) { await keep(one); one.later = true; say(one, one.key ? words.later : words.failed); return; }
    const fresh = page?.querySelector("[data-uploads]");
    const wrong = page?.querySelector("#f-files-error span");
    if (fresh) document.querySelector("[data-uploads]").replaceWith(fresh);
    await drop(one);
    if (request.status < 300 && fresh) one.line.remove();
    else say(one, wrong?.textContent.trim() || (request.status === 413 ? words.large : words.failed), true);
  };
  const next = async () => {
    if (running) return;
    running = true;
    for (let one = queue.shift(); one; one = queue.shift()) if (!one.gone) await settle(one, await send(one));
    running = false;
    if (held) { const button = held; held = null; form.requestSubmit(button.isConnected ? button : undefined); }
  };
  const again = async () => {
    let keys = [], files = [];
    try {
      keys = await store("readonly", (all) => all.getAllKeys());
      files = await store("readonly", (all) => all.getAll());
    } catch { return; }
    waiting.replaceChildren();
    queue.length = 0;
    files.forEach((file, number) => add(file, keys[number]));
  };

  if (place && window.indexedDB) {
    for (const plain of place.querySelectorAll("[data-plain]")) plain.hidden = true;
    place.querySelector("[data-picks]").hidden = false;
    for (const pick of place.querySelectorAll("[data-pick]")) {
      pick.addEventListener("change", () => { [...pick.files].forEach((file) => add(file)); pick.value = ""; });
    }
    // The page goes on when the last file has arrived; it would overtake the file otherwise, and one of both be lost.
    form.addEventListener("submit", (event) => {
      if (!running || event.submitter?.name === "remove") return;
      event.preventDefault();
      held = event.submitter;
      place.querySelector("[data-hold]").hidden = false;
    });
    addEventListener("online", again);
    again();
  }
}
