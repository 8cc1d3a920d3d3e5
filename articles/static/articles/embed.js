"use strict";
// <medreview-status slug="..."> on a page elsewhere: how an article stands, read from where this file came from.
// What stands inside the element is shown until then, and where nothing can be read.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block; font: inherit; }
    div { padding: .6rem .8rem; border: 1px solid; border-left-width: .35rem; border-radius: .3rem; overflow-wrap: anywhere; }
    strong, time, span { margin-right: .5rem; }
    a { color: inherit; }
  `);

  function day(text) {
    const said = document.createElement("time");
    said.dateTime = text;
    said.textContent = new Date(`${text}T00:00:00Z`).toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
    return said;
  }

  function part(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function shown(said) {
    const status = said.public_status;
    const box = document.createElement("div");
    box.append(part("strong", `Medical review: ${status.label}`));
    if (said.last_reviewed) box.append("Last reviewed ", day(said.last_reviewed));
    else if (status.caution) box.append(part("span", "Exercise caution: this text is not approved at the moment."));
    const link = part("a", "See who reviewed it");
    link.href = said.link;
    box.append(" ", link);
    return box;
  }

  class Status extends HTMLElement {
    static observedAttributes = ["slug"];

    connectedCallback() {
      if (!this.shadowRoot) {
        this.attachShadow({ mode: "open" }).append(document.createElement("slot"));
        this.shadowRoot.adoptedStyleSheets = [sheet];
      }
      this.read();
    }

    attributeChangedCallback() {
      if (this.shadowRoot) this.read();
    }

    async read() {
      const slug = this.getAttribute("slug") ?? "";
      let box = document.createElement("slot");
      try {
        const answer = await fetch(`${home}/api/v1/public/articles/${encodeURIComponent(slug)}/status/`, { credentials: "omit" });
        if (answer.ok) box = shown(await answer.json());
      } catch {
        // No network, or nobody there: what stands inside the element stays.
      }
      if (slug === (this.getAttribute("slug") ?? "")) this.shadowRoot.replaceChildren(box);
    }
  }
  customElements.define("medreview-status", Status);
})();
