// Passkeys: <form data-passkey="address"> signs in with one, <form data-passkey-new="options"> makes one. What the device answers
// goes into the form's field `credential`, and the form is sent. Without script there is the password.
{
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  // Written out by hand: not every browser that has passkeys has toJSON.
  const plain = (key) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    return JSON.stringify({ id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: key.getClientExtensionResults() });
  };
  const begin = (form, ask) => {
    const button = form.querySelector("button");
    const said = form.querySelector("[data-passkey-said]");
    button.hidden = false;
    form.querySelector("[data-passkey-lacking]")?.remove();
    form.addEventListener("submit", async (event) => {
      if (form.elements.credential.value) return;
      event.preventDefault();
      said.hidden = true;
      try {
        form.elements.credential.value = plain(await ask());
        form.submit();
      } catch {
        said.textContent = said.dataset.words;
        said.hidden = false;
        button.removeAttribute("aria-busy");
      }
    });
    addEventListener("pageshow", () => { form.elements.credential.value = ""; });
  };
  if (window.PublicKeyCredential) {
    for (const form of document.querySelectorAll("[data-passkey]")) begin(form, async () => {
      const { publicKey } = await (await fetch(form.dataset.passkey)).json();
      publicKey.challenge = bytes(publicKey.challenge);
      publicKey.allowCredentials = known(publicKey.allowCredentials);
      return navigator.credentials.get({ publicKey });
    });
    for (const form of document.querySelectorAll("[data-passkey-new]")) begin(form, async () => {
      const { publicKey } = JSON.parse(form.dataset.passkeyNew);
      publicKey.challenge = bytes(publicKey.challenge);
      publicKey.user.id = bytes(publicKey.user.id);
      publicKey.excludeCredentials = known(publicKey.excludeCredentials);
      return navigator.credentials.create({ publicKey });
    });
  }
}
