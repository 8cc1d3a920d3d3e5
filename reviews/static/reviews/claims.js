// The desk by keys: claims are judged by one key each, and the text moves along with the claim that has the focus.
// Without it they are radio buttons like any others, and marks in the text are links.
"use strict";

const VERDICTS = { s: "supported", u: "unsupported", n: "needs_change", o: "outside_my_field" };
const TYPED = "textarea, select, input:not([type=radio]):not([type=checkbox])";

class Claims {
  constructor(form, left) {
    this.claims = [...form.querySelectorAll("fieldset.claim")];
    this.left = left;
    form.addEventListener("change", () => this.count());
    form.addEventListener("click", (event) => event.target.matches(".again") && this.again(event.target.closest("fieldset.claim")));
    for (const button of form.querySelectorAll(".again")) button.hidden = false;
    form.addEventListener("focusin", (event) => this.show(event.target.closest("fieldset.claim")));
    this.count();
  }

  get here() {
    return this.claims.indexOf(document.activeElement.closest("fieldset.claim"));
  }

  // Whether the key was one of ours.
  key(key) {
    const at = this.here;
    if (key === "j" || key === "k") this.focus(at < 0 ? this.firstOpen() : at + (key === "j" ? 1 : -1));
    else if (at < 0) return false;
    else if (key in VERDICTS) this.judge(at, VERDICTS[key]);
    else if (key === "e") this.again(this.claims[at]);
    else if (key === "m") this.note(at);
    else return false;
    return true;
  }

  judge(at, verdict) {
    const chosen = this.claims[at].querySelector(`[value="${verdict}"]`);
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    this.focus(at + 1);
  }

  // What was said of the same claim before, with its note; where nothing was, the key does nothing.
  again(claim) {
    const { earlier, noted } = claim.dataset;
    if (!earlier) return;
    const note = claim.querySelector("textarea");
    note.value ||= noted;
    note.closest("details").open = Boolean(note.value);
    this.judge(this.claims.indexOf(claim), earlier);
  }

  note(at) {
    const note = this.claims[at].querySelector("details");
    note.open = true;
    note.querySelector("textarea").focus();
  }

  firstOpen() {
    const open = this.claims.findIndex((claim) => !claim.querySelector(":checked"));
    return Math.max(0, open);
  }

  focus(at) {
    const claim = this.claims[Math.max(0, Math.min(at, this.claims.length - 1))];
    const list = claim.closest("details.judging");
    if (list) list.open = true;
    (claim.querySelector(":checked") || claim.querySelector("input")).focus();
  }

  // The claim's sentence comes into sight where the text stands beside.
  show(claim) {
    for (const mark of document.querySelectorAll(".pin.here")) mark.classList.remove("here");
    const pin = claim && document.getElementById(`pin-${claim.id}`);
    if (!pin) return;
    turnTo(pin.closest("[data-audience]"));
    pin.parentElement.classList.add("here");
    const column = pin.closest(".reading");
    if (getComputedStyle(column).overflowY !== "auto") return;
    const off = pin.getBoundingClientRect().top - column.getBoundingClientRect().top;
    column.scrollTop += off - column.clientHeight / 3;
  }

  count() {
    const open = this.claims.filter((claim) => !claim.querySelector(":checked"));
    const high = open.filter((claim) => claim.dataset.risk === "high");
    const judged = this.claims.length - open.length;
    this.left.textContent = `${judged} of ${this.claims.length} claims${high.length ? `, ${high.length} high-risk left` : ""}`;
  }
}

// Shows the text for an audience: its tab is chosen.
function turnTo(panel) {
  const tab = panel && document.getElementById(`shown-${panel.dataset.audience}`);
  if (tab) tab.checked = true;
}

function nextAudience() {
  const tabs = [...document.querySelectorAll("[name=shown-audience]")];
  const next = tabs[(tabs.findIndex((tab) => tab.checked) + 1) % tabs.length];
  if (next) next.checked = true;
}

// A link to a place in a text that is not shown, or in a list that is folded, brings it up first.
function follow(event) {
  const link = event.target.closest("a[href^='#']");
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!target) return;
  turnTo(target.closest("[data-audience]"));
  for (let folded = target.closest("details"); folded; folded = folded.parentElement.closest("details")) folded.open = true;
  const first = target.matches("fieldset.claim") && (target.querySelector(":checked") || target.querySelector("input"));
  if (first) setTimeout(() => first.focus());
}

function startComment() {
  const form = document.getElementById("comment-form");
  if (!form) return false;
  quote(form);
  form.closest("details").open = true;
  form.elements.namedItem("body").focus();
  return true;
}

function verdict() {
  const first = document.querySelector("[name=verdict]:checked, [name=verdict]");
  if (first) first.focus();
  return Boolean(first);
}

const left = document.getElementById("claims-left");
const claims = left && new Claims(document.getElementById("signing-form"), left);
const help = document.getElementById("keys");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(TYPED) || help.open) return;
  const key = event.key.toLowerCase();
  let ours = true;
  if (key === "?") help.showModal();
  else if (key === "a") nextAudience();
  else if (key === "c") ours = startComment();
  else if (key === "v") ours = verdict();
  else ours = Boolean(claims) && claims.key(key);
  if (ours) event.preventDefault();
});
document.addEventListener("click", follow);
const opener = document.getElementById("show-keys");
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
}
