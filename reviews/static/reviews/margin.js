// Comments at their words: the words are lit up in the text, and each comment leads to its own.
"use strict";

class Margin {
  constructor(panel) {
    this.nodes = [];
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest("sup")) this.nodes.push(walker.currentNode);
    // Each white space as one blank, with the way back from every character to its node.
    this.text = "";
    this.at = [];
    for (const node of this.nodes) {
      for (let place = 0; place < node.data.length; place++) {
        const blank = /\s/.test(node.data[place]);
        if (blank && this.text.endsWith(" ")) continue;
        this.text += blank ? " " : node.data[place];
        this.at.push([node, place]);
      }
    }
  }

  find(words) {
    const start = this.text.indexOf(words);
    if (start < 0 || !words) return null;
    const range = document.createRange();
    range.setStart(...this.at[start]);
    const [node, place] = this.at[start + words.length - 1];
    range.setEnd(node, place + 1);
    return range;
  }
}

const margins = new Map([...document.querySelectorAll("[data-audience]")].map((panel) => [panel.dataset.audience, new Margin(panel)]));
const lit = [];
for (const comment of document.querySelectorAll("li.comment[data-quote]")) {
  const margin = margins.get(comment.dataset.audienceOf);
  const range = margin && margin.find(comment.dataset.quote);
  if (!range) continue;
  lit.push(range);
  const way = document.createElement("button");
  way.type = "button";
  way.className = "plain";
  way.textContent = "Show in the text";
  way.addEventListener("click", () => {
    const place = range.startContainer.parentElement;
    turnTo(place.closest("[data-audience]"));
    place.scrollIntoView({ block: "center" });
    document.getSelection().removeAllRanges();
    document.getSelection().addRange(range);
  });
  comment.append(way);
}
if (lit.length && CSS.highlights) CSS.highlights.set("commented", new Highlight(...lit));
