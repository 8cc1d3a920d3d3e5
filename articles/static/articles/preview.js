"use strict";
// A look at a reference beside its citation: by mouse, keyboard or touch. Without this file citations are plain links.
(() => {
  const goOn = document.currentScript.dataset.more;
  const box = document.createElement("div");
  box.className = "preview";
  box.id = "preview";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  document.body.append(box);
  let shownFor = null;
  let touched = false;

  const entryOf = (link) => document.getElementById(decodeURIComponent(link.hash.slice(1)));

  function show(link) {
    const entry = entryOf(link);
    if (!entry) return;
    const copy = entry.cloneNode(true);
    copy.querySelectorAll(".ways").forEach((part) => part.remove());
    copy.querySelector(".kind")?.append(":");
    const words = document.createElement("span");
    words.textContent = copy.textContent.replace(/\s+/g, " ").trim();
    box.replaceChildren(words);
    if (touched) {
      const more = document.createElement("a");
      more.href = link.hash;
      more.textContent = goOn;
      more.addEventListener("click", hide);
      box.append(document.createElement("br"), more);
    }
    box.hidden = false;
    place(link.getBoundingClientRect());
    link.setAttribute("aria-describedby", box.id);
    shownFor = link;
  }

  function place(beside) {
    const wide = box.offsetWidth, edge = document.documentElement.clientWidth;
    const left = Math.min(Math.max(8, beside.left + beside.width / 2 - wide / 2), edge - wide - 8);
    const above = beside.top > box.offsetHeight + 12;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${scrollY + (above ? beside.top - box.offsetHeight - 6 : beside.bottom + 6)}px`;
  }

  function hide() {
    shownFor?.removeAttribute("aria-describedby");
    shownFor = null;
    box.hidden = true;
  }

  document.querySelectorAll(".cite a").forEach((link) => {
    link.removeAttribute("title");
    link.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") { touched = false; show(link); }
    });
    link.addEventListener("pointerleave", (event) => {
      // The mouse may wander onto the box and read there.
      if (event.pointerType === "mouse" && event.relatedTarget !== box) hide();
    });
    link.addEventListener("pointerdown", (event) => { touched = event.pointerType === "touch"; });
    link.addEventListener("focus", () => { if (!touched) show(link); });
    link.addEventListener("blur", () => { if (!touched) hide(); });
    link.addEventListener("click", (event) => {
      if (touched) { event.preventDefault(); show(link); } else hide();
    });
  });
  box.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("pointerdown", (event) => {
    if (shownFor && !box.contains(event.target) && !event.target.closest(".cite a")) hide();
  });
})();
