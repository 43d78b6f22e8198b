// The display of the waiting room sounds when a number is called: a chime, then the sentences of the page, twice. Browsers want
// one touch before they make a sound; until then the button says so.
{
  const place = document.querySelector("[data-live]");
  const call = () => Number(place.querySelector("[data-call]")?.dataset.call ?? 0);
  const offer = document.querySelector(".wall-sound");
  const told = document.querySelector("[data-told]"); // for those who hear the page instead of seeing it
  const page = document.documentElement.lang.slice(0, 2);
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
  const speak = (said) => {
    for (const one of said) {
      const words = new SpeechSynthesisUtterance(one.dataset.say);
      words.lang = one.lang === "en" ? "en-GB" : "id-ID";
      words.rate = 0.9;
      speechSynthesis.speak(words);
    }
  };
  // Two counters may have called since the last look: each call is told, one after the other.
  const announce = () => {
    const fresh = [...place.querySelectorAll("[data-say]")].filter((one) => Number(one.dataset.of) > known);
    if (!fresh.length) return;
    const calls = [...new Set(fresh.map((one) => one.dataset.of))];
    known = Math.max(known, ...calls.map(Number));
    if (told) told.textContent = fresh.filter((one) => one.lang === page).map((one) => one.dataset.say).join(" ");
    if (!sound) return;
    chime();
    setTimeout(() => {
      if (!("speechSynthesis" in window)) return;
      for (const call of calls) {
        const said = fresh.filter((one) => one.dataset.of === call);
        speak([...said, ...said]);
      }
    }, 1200);
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
