"use strict";
// Everything here is a convenience: without it, marks are links to the list of findings.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const cards = all("#findings .card");
  const marks = all("a.mark");
  const byNumber = new Map(cards.map((card) => [card.dataset.number, card]));
  const numbersOf = (mark) => mark.dataset.findings.split(" ");

  // Folding; printing unfolds all.
  const folds = all("details[data-fold]");
  folds.forEach((fold) => { fold.open = false; });
  let folded = [];
  addEventListener("beforeprint", () => {
    close(false);
    folded = all("details").filter((fold) => !fold.open);
    folded.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((fold) => { fold.open = false; }));

  // The explanation beside its mark.
  let popover = null;
  let opener = null;
  function close(returnFocus = true) {
    if (!popover) return;
    popover.remove();
    popover = null;
    opener.removeAttribute("aria-expanded");
    if (returnFocus) opener.focus({ preventScroll: true });
  }
  function explain(mark) {
    close(false);
    opener = mark;
    popover = document.createElement("div");
    popover.id = "popover";
    popover.tabIndex = -1;
    popover.setAttribute("role", "dialog");
    popover.setAttribute("aria-label", "Suspected error");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "close";
    button.textContent = "Close";
    button.addEventListener("click", () => close());
    popover.append(button);
    numbersOf(mark).forEach((number) => {
      const card = byNumber.get(number);
      if (!card || card.hidden) return;
      const copy = document.createElement("section");
      copy.className = card.className.replace("current", "");
      copy.append(...[...card.childNodes].map((node) => node.cloneNode(true)));
      all("[id]", copy).forEach((node) => node.removeAttribute("id"));
      all("details", copy).forEach((fold) => { fold.open = true; });
      popover.append(copy);
    });
    mark.setAttribute("aria-expanded", "true");
    document.body.append(popover);
    place(mark);
    popover.focus({ preventScroll: true });
  }
  function place(mark) {
    const box = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const own = popover.getBoundingClientRect();
    const widest = root.clientWidth - own.width - 8;
    const below = box.bottom + own.height + 8 < innerHeight || box.top < own.height + 8;
    popover.style.left = `${Math.max(8, Math.min(box.left, widest)) + scrollX}px`;
    popover.style.top = `${(below ? box.bottom + 6 : box.top - own.height - 6) + scrollY}px`;
  }

  // Going from finding to finding.
  let current = null;
  function select(number, focus = true) {
    const card = byNumber.get(number);
    if (!card) return;
    current = number;
    cards.forEach((other) => other.classList.toggle("current", other === card));
    marks.forEach((mark) => mark.classList.toggle("current", numbersOf(mark).includes(number)));
    const mark = marks.find((one) => numbersOf(one).includes(number));
    card.scrollIntoView({ block: "nearest" });
    if (focus) (mark || card).focus({ preventScroll: true });
    (mark || card).scrollIntoView({ block: "center" });
  }
  function step(by) {
    const shown = cards.filter((card) => !card.hidden).map((card) => card.dataset.number);
    if (!shown.length) return;
    const at = shown.indexOf(current);
    const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length;
    const wasOpen = popover !== null;
    close(false);
    select(shown[next]);
    if (wasOpen && document.activeElement.matches("a.mark")) explain(document.activeElement);
  }
  marks.forEach((mark) => {
    mark.setAttribute("aria-haspopup", "dialog");
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      if (mark.classList.contains("muted")) return;
      select(numbersOf(mark).find((number) => !byNumber.get(number).hidden), false);
      explain(mark);
    });
  });
  cards.forEach((card) => all(".where a", card).forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      select(card.dataset.number);
    });
  }));
  addEventListener("click", (event) => {
    if (popover && !popover.contains(event.target) && !event.target.closest("a.mark")) close(false);
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("select, input, textarea")) return;
    // Arrow keys scroll the page, unless a finding is in hand.
    const inHand = popover || event.target.closest("a.mark, .card");
    if (event.key === "Escape") close();
    else if (event.key === "j" || (inHand && event.key === "ArrowDown")) step(1);
    else if (event.key === "k" || (inHand && event.key === "ArrowUp")) step(-1);
    else return;
    event.preventDefault();
  });

  // Filtering by severity and type.
  const buttons = all(".legend button[data-severity]");
  const doubt = document.querySelector(".legend button[data-doubtful]");
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const dimension = document.getElementById("dimension");
  const shown = document.getElementById("shown");
  function filter() {
    close(false);
    const off = new Set(buttons.filter((button) => !pressed(button))
      .map((button) => button.dataset.severity));
    const doubts = doubt !== null && pressed(doubt);
    const wanted = dimension ? dimension.value : "";
    cards.forEach((card) => {
      card.hidden = off.has(card.dataset.severity)
        || (wanted !== "" && card.dataset.dimension !== wanted)
        || ("doubtful" in card.dataset && !doubts);
    });
    const visible = (number) => !byNumber.get(number).hidden;
    all(".mark[data-findings]").forEach((mark) => {
      mark.classList.toggle("muted", !numbersOf(mark).some(visible));
      const label = mark.querySelector(".ref");
      if (label) label.dataset.label = label.dataset.closing.split(" ").filter(visible).join(" ");
    });
    const heading = document.getElementById("doubtful");
    if (heading) heading.hidden = !doubts;
    const possible = cards.filter((card) => doubts || !("doubtful" in card.dataset)).length;
    const count = cards.filter((card) => !card.hidden).length;
    if (shown) shown.textContent = count < possible ? `Showing ${count} of ${possible}` : "";
  }
  [...buttons, ...(doubt ? [doubt] : [])].forEach((button) => {
    button.disabled = false;
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(!pressed(button)));
      filter();
    });
  });
  if (dimension) dimension.addEventListener("change", filter);
  filter();
})();
