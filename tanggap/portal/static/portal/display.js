// The display of the waiting room sounds when a number is called: a chime, then the sentences of the page, twice. Browsers want
// one touch before they make a sound; until then the button says so.
{
  const place = document.querySelector("[data-live]");
  const call = () => Number(place.querySelector("[data-call]")?.dataset.call ?? 0);
  const offer = document.querySelector(".wall-sound");
  let known = call();
  let sound = null;
  const chime = () => {
    const start = sound.currentTime;
    [659.25, 523.25].forEach((pitch, number) => {
      const tone = sound.createOscillator(), loud = sound.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.0001, start + number * 0.45);
      loud.gain.exponentialRampToValueAtTime(0.4, start + number * 0.45 + 0.03);
      loud.gain.exponentialRampToValueAtTime(0.0001, start + number * 0.45 + 0.9);
      tone.connect(loud).connect(sound.destination);
      tone.start(start + number * 0.45);
      tone.stop(start + number * 0.45 + 1);
    });
  };
  const speak = () => {
    const said = [...place.querySelectorAll("[data-say]")];
    for (const one of [...said, ...said]) {
      const words = new SpeechSynthesisUtterance(one.dataset.say);
      words.lang = one.lang === "en" ? "en-GB" : "id-ID";
      words.rate = 0.9;
      speechSynthesis.speak(words);
    }
  };
  const announce = () => {
    if (call() <= known) return;
    known = call();
    if (!sound) return;
    chime();
    setTimeout(() => { if ("speechSynthesis" in window) speak(); }, 1200);
  };
  place.addEventListener("renewed", announce);
  if (offer) {
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => {
      sound = new AudioContext();
      chime();
      offer.hidden = true;
    });
  }
}
