"use strict";
/* A content type of H5P: situations one after the other, each to be answered by one of two buttons,
   in the language of the page. It goes on where it was left, and tells its end with a score. */
window.Academie = window.Academie || {};
window.Academie.SayOrNot = class extends window.H5P.EventDispatcher {
  constructor(params, contentId, extras) {
    super();
    const before = (extras && extras.previousState) || {};
    this.cards = params.cards;
    this.language = document.documentElement.lang === "en" ? "en" : "fr";
    this.words = params.words[this.language];
    this.place = before.place || 0;
    this.right = before.right || 0;
  }

  getCurrentState() {
    return { place: this.place, right: this.right };
  }

  attach($container) {
    this.box = document.createElement("div");
    this.box.className = "say-or-not";
    $container.get(0).append(this.box);
    this.setActivityStarted();
    this.draw();
  }

  say(text, values) {
    return text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  }

  write(name, text) {
    const line = document.createElement("p");
    line.className = `say-or-not-${name}`;
    line.textContent = text;
    this.box.append(line);
    return line;
  }

  button(text, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    this.box.append(made);
    return made;
  }

  draw() {
    const count = this.cards.length;
    this.box.replaceChildren();
    if (this.place >= count) {
      this.write("end", this.say(this.words.end, { right: this.right, count }));
      this.button(this.words.again, () => {
        this.place = this.right = 0;
        this.draw();
      }).focus();
    } else {
      const card = this.cards[this.place];
      this.write("place", this.say(this.words.place, { place: this.place + 1, count }));
      this.write("asks", card[this.language].asks);
      this.button(this.words.say, () => this.answer(card, true));
      this.button(this.words.keep, () => this.answer(card, false));
    }
    this.trigger("resize");
  }

  answer(card, says) {
    const isRight = card.say === says;
    this.right += isRight ? 1 : 0;
    this.place += 1;
    for (const one of this.box.querySelectorAll("button")) one.remove();
    const verdict = isRight ? this.words.right : this.words.wrong;
    this.write("why", verdict + card[this.language].why).setAttribute("role", "status");
    this.button(this.words.next, () => this.draw()).focus();
    this.trigger("resize");
    if (this.place < this.cards.length) {
      this.triggerXAPI("progressed");
    } else {
      this.triggerXAPIScored(this.right, this.cards.length, "completed", true, true);
    }
  }
};
