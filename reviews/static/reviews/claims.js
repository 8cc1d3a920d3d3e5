// Claims are judged by one key each, while one of them has the focus; what is left is said.
// Without it they are radio buttons like any others.
"use strict";

const VERDICTS = { s: "supported", u: "unsupported", n: "needs_change", o: "outside_my_field" };

class Claims {
  constructor(form, left) {
    this.claims = [...form.querySelectorAll("fieldset.claim")];
    this.left = left;
    form.addEventListener("change", () => this.count());
    form.addEventListener("keydown", (event) => this.key(event));
    this.count();
  }

  key(event) {
    const at = this.claims.indexOf(event.target.closest("fieldset.claim"));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key in VERDICTS) this.judge(at, VERDICTS[key]);
    else if (key === "j") this.focus(at + 1);
    else if (key === "k") this.focus(at - 1);
    else return;
    event.preventDefault();
  }

  judge(at, verdict) {
    const chosen = this.claims[at].querySelector(`[value="${verdict}"]`);
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    this.focus(at + 1);
  }

  focus(at) {
    const claim = this.claims[Math.max(0, Math.min(at, this.claims.length - 1))];
    (claim.querySelector(":checked") || claim.querySelector("input")).focus();
  }

  count() {
    const open = this.claims.filter((claim) => !claim.querySelector(":checked"));
    const high = open.filter((claim) => claim.dataset.risk === "high");
    const judged = this.claims.length - open.length;
    this.left.textContent = `${judged} of ${this.claims.length} judged${high.length ? `, ${high.length} of high risk left` : ""}`;
  }
}

const left = document.getElementById("claims-left");
if (left) new Claims(document.getElementById("signing-form"), left);
