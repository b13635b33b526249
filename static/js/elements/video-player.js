// <academy-video-player data-resume data-hit data-no-hit> around a <video> and what it says: the cue
// that is spoken is marked, a cue leads to its moment, words are found in the cues, the speed is
// kept on this device and the place in the video by the academy (every 30 s at most while it plays,
// and when it stops). Without script: the video, and a transcript to read.
const SPEED = "academy-video-speed";
const SEND_EVERY = 30_000;
// Seconds. Nearer to the start or to the end than this, one begins at the beginning.
const NEAR = 2;

const kept = (value) => {
  try {
    if (value === undefined) return localStorage.getItem(SPEED);
    localStorage.setItem(SPEED, value);
  } catch {
    // A browser that keeps nothing plays at its own speed.
  }
  return null;
};

const clock = (seconds) => {
  const whole = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
};

// The letters of a text without capitals and accents, each with its place in the text.
const folded = (text) => {
  const letters = [];
  const places = [];
  for (let place = 0; place < text.length; place += 1) {
    const plain = text[place].normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace("’", "'");
    for (const letter of plain) {
      letters.push(letter);
      places.push(place);
    }
  }
  return { letters: letters.join(""), places };
};

class VideoPlayer extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    if (!this.video || this.dataset.ready !== undefined) return;
    this.dataset.ready = "";
    this.querySelector(".video-tools").hidden = false;
    this.prepareSpeed();
    this.prepareCues();
    this.preparePosition();
  }

  prepareSpeed() {
    const select = this.querySelector(".video-speed select");
    const known = [...select.options].some((option) => option.value === kept());
    if (known) select.value = kept();
    const apply = () => {
      this.video.defaultPlaybackRate = Number(select.value);
      this.video.playbackRate = Number(select.value);
    };
    apply();
    select.addEventListener("change", () => {
      kept(select.value);
      apply();
    });
  }

  // --- What is said ---------------------------------------------------------
  prepareCues() {
    const said = this.querySelector(".video-said");
    if (!said) return;
    said.hidden = false;
    this.list = said.querySelector(".video-cues");
    this.cues = [...this.list.children].map((item) => this.equip(item));
    this.cues[0].button.tabIndex = 0;
    this.list.addEventListener("keydown", (event) => this.byKey(event));
    this.video.addEventListener("timeupdate", () => this.follow());
    this.video.addEventListener("seeked", () => this.follow());
    this.prepareSearch(said.querySelector(".video-search"));
  }

  equip(item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "video-cue-button";
    // One stop for the whole list; the arrow keys move inside.
    button.tabIndex = -1;
    button.append(...item.childNodes);
    item.append(button);
    const cue = { button, start: Number(item.dataset.start), words: button.querySelector(".video-cue-text") };
    cue.text = cue.words.textContent;
    button.addEventListener("click", () => this.jump(cue));
    return cue;
  }

  jump(cue) {
    // A hair later than the start, so that this cue is the one that is spoken.
    this.video.currentTime = cue.start + 0.01;
    this.stop(cue);
    this.mark(cue);
  }

  stop(cue) {
    for (const one of this.cues) one.button.tabIndex = one === cue ? 0 : -1;
  }

  byKey(event) {
    const here = this.cues.findIndex((cue) => cue.button === document.activeElement);
    const last = this.cues.length - 1;
    const place = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: last }[event.key];
    if (here < 0 || place === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const cue = this.cues[Math.min(Math.max(place, 0), last)];
    this.stop(cue);
    cue.button.focus();
  }

  follow() {
    const now = this.video.currentTime;
    this.mark(this.cues.findLast((cue) => cue.start <= now) ?? null);
  }

  mark(cue) {
    if (cue === this.spoken) return;
    this.spoken?.button.removeAttribute("aria-current");
    this.spoken = cue;
    if (!cue) return;
    cue.button.setAttribute("aria-current", "true");
    // Who reads or searches in the list isn't taken away from where they are.
    if (!this.list.contains(document.activeElement) && !this.hits?.length) this.show(cue);
  }

  // Scrolls inside the list alone: the page stays where it is.
  show(cue) {
    const item = cue.button;
    const top = item.offsetTop - this.list.offsetTop - (this.list.clientHeight - item.offsetHeight) / 2;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.list.scrollTo({ top, behavior: calm ? "instant" : "smooth" });
  }

  // --- Search ---------------------------------------------------------------
  prepareSearch(search) {
    search.hidden = false;
    this.input = search.querySelector("input");
    this.status = search.querySelector("[role=status]");
    this.steps = [...search.querySelectorAll("[data-step]")];
    this.input.addEventListener("input", () => this.find());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        this.step(event.shiftKey ? -1 : 1);
      }
    });
    for (const button of this.steps) {
      button.addEventListener("click", () => this.step(Number(button.dataset.step)));
    }
  }

  find() {
    const wanted = folded(this.input.value.trim()).letters;
    this.hits = [];
    for (const cue of this.cues) {
      cue.words.textContent = cue.text;
      if (wanted) this.markWords(cue, wanted);
    }
    this.here = 0;
    this.sayHits(wanted);
  }

  markWords(cue, wanted) {
    const { letters, places } = folded(cue.text);
    const parts = [];
    let end = 0;
    for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at + wanted.length)) {
      const mark = document.createElement("mark");
      const after = places[at + wanted.length - 1] + 1;
      mark.textContent = cue.text.slice(places[at], after);
      parts.push(cue.text.slice(end, places[at]), mark);
      this.hits.push({ cue, mark });
      end = after;
    }
    if (parts.length) cue.words.replaceChildren(...parts, cue.text.slice(end));
  }

  step(by) {
    if (!this.hits?.length) return;
    this.here = (this.here + by + this.hits.length) % this.hits.length;
    this.sayHits(true);
  }

  sayHits(isAsked) {
    const count = this.hits.length;
    for (const button of this.steps) button.disabled = !count;
    this.hits.forEach((hit, place) => hit.mark.classList.toggle("is-here", place === this.here));
    if (count) {
      this.stop(this.hits[this.here].cue);
      this.show(this.hits[this.here].cue);
    }
    const words = count ? this.dataset.hit : this.dataset.noHit;
    this.status.textContent = isAsked
      ? words.replace("{place}", this.here + 1).replace("{count}", count)
      : "";
  }

  // --- The place in the video -------------------------------------------------
  preparePosition() {
    const place = this.closest("[data-video-position]");
    this.address = place?.dataset.videoPosition;
    this.token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (!this.address || !this.token) return;
    this.sent = Number(place.dataset.watchedTo);
    this.sentAt = 0;
    this.offer(this.sent);
    this.video.addEventListener("pause", () => this.send());
    this.video.addEventListener("ended", () => this.send(0));
    this.video.addEventListener("timeupdate", () => {
      if (!this.video.paused && Date.now() - this.sentAt > SEND_EVERY) this.send();
    });
    addEventListener("pagehide", () => this.send());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.send();
    });
  }

  offer(seconds) {
    const box = this.querySelector(".video-resume");
    // It stands where it was in the other language: there is nothing to choose.
    if (seconds < NEAR || this.video.currentTime > 0) return;
    const [resume, restart] = box.children;
    resume.textContent = this.dataset.resume.replace("{time}", clock(seconds));
    const begin = (at) => {
      box.hidden = true;
      this.video.currentTime = at;
      this.video.focus();
      this.video.play().catch(() => {});
    };
    resume.addEventListener("click", () => begin(seconds));
    restart.addEventListener("click", () => begin(0));
    // Who starts by the player's own button has chosen.
    this.video.addEventListener("play", () => { box.hidden = true; }, { once: true });
    box.hidden = false;
  }

  send(seconds) {
    // What was never played has no place to keep.
    if (!this.video.played.length) return;
    const { currentTime, duration } = this.video;
    const isOver = this.video.ended || duration - currentTime < NEAR;
    const at = seconds ?? (isOver ? 0 : Math.floor(currentTime));
    this.sentAt = Date.now();
    if (at === this.sent) return;
    this.sent = at;
    const form = new FormData();
    form.set("seconds", at);
    form.set("csrfmiddlewaretoken", this.token);
    // The connection may be gone; the next place is told in its turn.
    fetch(this.address, { method: "POST", body: form, keepalive: true }).catch(() => {
      this.sent = null;
    });
  }
}
customElements.define("academy-video-player", VideoPlayer);
