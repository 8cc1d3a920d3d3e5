// The desk keeps what is typed every five seconds, and fills in the words that a comment is about.
// Without it everything still works: by the buttons.
"use strict";

const EVERY = 5000;

function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

class Draft {
  constructor(form) {
    this.form = form;
    this.status = document.getElementById("saved");
    this.seen = form.elements.namedItem("draft_seen");
    this.kept = this.typed();
    this.busy = this.ended = this.conflict = false;
    setInterval(() => this.save(), EVERY);
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    window.addEventListener("beforeunload", (event) => this.leave(event));
    form.addEventListener("submit", (event) => this.submit(event));
    form.querySelector(".signature").addEventListener("keydown", (event) => this.enter(event));
  }

  // Enter in the signature signs; a browser would press the form's first button, which keeps the draft.
  enter(event) {
    if (event.key !== "Enter" || !event.target.matches("input")) return;
    event.preventDefault();
    this.form.requestSubmit(this.form.querySelector(".signature button.default"));
  }

  // Everything but the password, which is never kept, and the token.
  body() {
    const data = new FormData(this.form);
    data.delete("password");
    data.delete("csrfmiddlewaretoken");
    return data;
  }

  typed() {
    const data = this.body();
    data.delete("draft_seen");
    return new URLSearchParams(data).toString();
  }

  async save(replace = false) {
    const typed = this.typed();
    if (this.busy || this.ended || (this.conflict && !replace) || (typed === this.kept && !replace)) return;
    this.busy = true;
    try {
      await this.send(typed, replace);
    } catch {
      this.say("Not saved: no connection. Trying again.", true);
    } finally {
      this.busy = false;
    }
  }

  async send(typed, replace) {
    const body = this.body();
    if (replace) body.set("replace", "1");
    const headers = { "X-CSRFToken": cookie("csrftoken"), "X-Autosave": "1" };
    // A browser sends at most 64 KB on behalf of a page that is being left.
    const keepalive = document.hidden && typed.length < 60000;
    const options = { method: "POST", body, headers, credentials: "same-origin", redirect: "manual", keepalive };
    const answer = await fetch(this.form.dataset.draft, options);
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) {
      this.say("Not saved: you are logged out. Log in again in another tab; what you typed stays here.", true);
      return;
    }
    const said = await answer.json();
    if (said.saved) {
      this.kept = typed;
      this.seen.value = said.seen;
      this.conflict = false;
      this.say(`Draft saved ${new Date().toLocaleTimeString()}`);
    } else {
      this.ended = !said.seen;
      this.conflict = Boolean(said.seen);
      this.say(said.words + (said.seen ? " “Save draft” replaces it with what stands here." : ""), true);
    }
  }

  submit(event) {
    const token = this.form.elements.namedItem("csrfmiddlewaretoken");
    if (cookie("csrftoken") && !this.ended) token.value = cookie("csrftoken");
    if (event.submitter && event.submitter.id === "save-draft") {
      event.preventDefault();
      this.save(true);
      return;
    }
    this.leaving = true;
  }

  leave(event) {
    if (!this.leaving && this.typed() !== this.kept) {
      this.save();
      event.preventDefault();
    }
  }

  say(words, wrong = false) {
    this.status.textContent = words;
    this.status.classList.toggle("late", wrong);
  }
}

// What a range says, without markers: their numbers are presentation.
function words(range) {
  const part = range.cloneContents();
  part.querySelectorAll("sup").forEach((marker) => marker.remove());
  return part.textContent;
}

// Words marked in the text become the quotation of a comment, with what stands around them.
function quote(form) {
  const marked = document.getSelection();
  if (!marked || marked.isCollapsed) return;
  const panel = marked.anchorNode.parentElement.closest("[data-audience]");
  if (!panel || !panel.contains(marked.focusNode)) return;
  const around = (edge, side) => {
    const range = document.createRange();
    range.selectNodeContents(panel);
    if (side === "before") range.setEnd(edge.startContainer, edge.startOffset);
    else range.setStart(edge.endContainer, edge.endOffset);
    const text = words(range);
    return side === "before" ? text.slice(-32) : text.slice(0, 32);
  };
  const range = marked.getRangeAt(0);
  const fill = (name, value) => { form.elements.namedItem(name).value = value; };
  fill("exact", words(range).slice(0, 2000));
  fill("prefix", around(range, "before"));
  fill("suffix", around(range, "after"));
  fill("rendition", panel.dataset.audience);
}

const signing = document.getElementById("signing-form");
if (signing) new Draft(signing);
const remark = document.getElementById("comment-form");
if (remark) document.addEventListener("mouseup", () => quote(remark));
