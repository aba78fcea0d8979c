/* The card: who a name or pronoun means, as far as the text has said. */
const card = $("hover");
let shown = null; /* { mention | quote, pinned } */
let cursor = null; /* the mention at which the keys j and k stand */

const facts = (known) => {
  const list = [];
  if (known.pronouns) list.push(known.pronouns);
  list.push(count(known.mentions, "mention"));
  if (known.lines) list.push(count(known.lines, "line"));
  return list.join(" · ");
};
const strip = (id, upto) => {
  const svg = el("svg", { viewBox: "0 0 96 8", preserveAspectRatio: "none", "aria-hidden": "true", class: "strip" });
  svg.append(el("path", { d: presence(id, upto) }));
  if (!whole) svg.append(el("rect", { x: 96 * (upto / (raw.length || 1)), y: 0, width: 96, height: 8, class: "ahead" }));
  return svg;
};
/* "Edmund is Nell’s brother"; of somebody known only as "her mother", "Nell’s mother". */
const relationText = (r, upto) => {
  const label = clean(r.label);
  const who = nameAt(r.a, upto);
  /* When it began and ended is told once the reader has come by the words that say so. */
  const [since, until] = [r.since, r.until].map((at) => (at && at[1] <= upto ? at : null));
  const when = [["since", since], ["until", until]].filter(([, at]) => at).map(([word, at]) => `${word}: ${cut(slice(...at), 40)}`);
  const whose = [bdi(nameAt(r.b, upto)), `’s ${label}`, when.length ? el("small", {}, ` (${when.join("; ")})`) : null].filter((part) => part);
  return who.toLowerCase().endsWith(label.toLowerCase()) ? whose : [bdi(who), until ? " was " : " is ", ...whose];
};

const upTo = (offset) => { const i = paragraphAt(offset); return paragraphs[i] + lengths[i]; };

const person = (id, mention, pinned) => {
  const upto = upTo(mention.start);
  const known = soFar(id, upto);
  const box = el("section", { class: `who-card c${id}` });
  box.append(el("h3", {}, bdi(known.name)), el("p", { class: "facts" }, facts(known)));
  if (known.aliases.length) box.append(el("p", { class: "also" }, "also ", bdi(known.aliases.slice(0, 5).join(", "))));
  for (const r of known.relations.slice(0, 3)) {
    box.append(el("p", { class: "tie" + (r.score < 0.6 ? " faint" : "") }, ...relationText(r, whole ? Infinity : upto)));
  }
  box.append(strip(id, upto));
  const own = index.get(id);
  const at = own.mentions.indexOf(mention);
  const before = own.mentions[at - 1];
  if (before) {
    const away = paragraphAt(mention.start) - paragraphAt(before.start);
    const last = away === 0 ? "in this paragraph" : away === 1 ? "in the paragraph before" : `${count(away, "paragraph")} ago`;
    box.append(el("p", { class: "also" }, `last seen ${last}`));
  } else box.append(el("p", { class: "also" }, "first seen here"));
  if (mention.score < 0.5) box.append(el("p", { class: "also" }, "perhaps: the reading is not sure"));
  if (pinned) {
    const go = (to) => () => { if (to) { jump(to.start, to.end); cursor = to; } else say("not seen again"); };
    box.append(el("p", { class: "row" },
      before ? button("‹ Last", go(before)) : null,
      button("Next ›", go(own.mentions[at + 1])),
      button("All lines", () => { hide(); choose(String(id)); }),
      button("Correct", () => correctPerson(id, mention))));
  }
  return box;
};
const line = (quote, pinned) => {
  const upto = upTo(quote.start);
  const box = el("section", { class: `who-card${quote.who === null ? "" : ` c${quote.who}`}` });
  const head = el("h3", {});
  if (quote.who === null) head.append("Nobody known");
  else head.append(quote.score < 0.5 ? "perhaps " : "", bdi(nameAt(quote.who, upto)));
  box.append(head);
  const to = quote.to.map((id) => nameAt(id, upto));
  const how = quote.who === null ? "" : `${MANNERS[quote.manner]}, ${Math.round(quote.score * 100)}% sure`;
  if (to.length) box.append(el("p", { class: "to" }, "to ", bdi(to.join(", "))));
  if (how) box.append(el("p", { class: "also" }, how));
  if (pinned) {
    box.append(el("p", { class: "row" },
      quote.who === null ? null : button("All lines", () => { hide(); choose(String(quote.who)); }),
      button("Correct", () => correctQuote(quote)),
      button("Link", () => copyLink(quote.start, quote.end))));
  }
  return box;
};
const copyLink = (start, end) => {
  addressOf(start, end);
  const address = location.href;
  if (navigator.clipboard) navigator.clipboard.writeText(address).then(() => say("The link is copied."), () => say("The link is in the address bar."));
  else say("The link is in the address bar.");
};

const show = (what, box, pinned) => {
  shown = { ...what, pinned };
  card.replaceChildren();
  if (what.mention) {
    const ids = what.mention.who.filter((id) => people.has(id));
    for (const id of ids.slice(0, 4)) card.append(person(id, what.mention, pinned));
    if (ids.length > 4) card.append(el("p", { class: "also" }, `and ${ids.length - 4} more`));
    if (!whole) card.append(el("p", { class: "sofar" }, "So far, up to this line"));
    mark("hot", [range(what.mention.start, what.mention.end)]);
  } else {
    card.append(line(what.quote, pinned));
    mark("hot", []);
  }
  if (pinned) card.append(button("×", () => { hide(); }, { class: "close", "aria-label": "Close" }));
  card.hidden = false;
  const left = Math.max(8, Math.min(box.left, innerWidth - card.offsetWidth - 8));
  const over = box.top - card.offsetHeight - 8;
  const under = box.bottom + 8;
  const fits = under + card.offsetHeight < innerHeight;
  card.style.left = `${left}px`;
  card.style.top = `${fits || over < 60 ? Math.min(under, innerHeight - card.offsetHeight - 8) : over}px`;
};
const hide = () => { card.hidden = true; shown = null; mark("hot", []); };

const lookAt = (offset, x, y, pinned, line_) => {
  const mention = mentionAt(offset);
  if (mention) {
    if (shown && shown.mention === mention && shown.pinned >= pinned) return true;
    const boxes = [...range(mention.start, mention.end).getClientRects()];
    show({ mention }, boxes.find((b) => y >= b.top - 2 && y <= b.bottom + 2) || boxes[0], pinned);
    cursor = mention;
    return true;
  }
  const quote = line_ && quotes[Number(line_.dataset.q)];
  if (!quote || quote.dismissed) return false;
  if (shown && shown.quote === quote && shown.pinned >= pinned) return true;
  const boxes = [...line_.getClientRects()];
  show({ quote }, boxes.find((b) => y >= b.top && y <= b.bottom) || boxes[0], pinned);
  return true;
};

let waiting = 0;
let leaving = 0;
article.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "mouse" || event.buttons) return;
  clearTimeout(waiting);
  const { clientX: x, clientY: y, target } = event;
  waiting = setTimeout(() => {
    if (shown && shown.pinned) return;
    const offset = offsetAt(x, y);
    clearTimeout(leaving);
    if (offset === null || !lookAt(offset, x, y, false, target.closest("q"))) { if (shown) leaving = setTimeout(hide, 160); }
  }, 60);
});
article.addEventListener("pointerleave", () => {
  clearTimeout(waiting);
  if (shown && !shown.pinned) leaving = setTimeout(hide, 240);
});
card.addEventListener("pointerenter", () => {
  clearTimeout(leaving);
  if (shown && !shown.pinned) {
    const box = card.getBoundingClientRect();
    show(shown, { left: box.left, top: box.top - 8, bottom: box.top - 8 }, true);
    card.style.top = `${Math.min(box.top, innerHeight - card.offsetHeight - 8)}px`;
  }
});
card.addEventListener("pointerleave", () => { if (shown && !card.contains(document.activeElement)) leaving = setTimeout(hide, 300); });
article.addEventListener("click", (event) => {
  if (String(getSelection())) return;
  const offset = offsetAt(event.clientX, event.clientY);
  if (offset === null || !lookAt(offset, event.clientX, event.clientY, true, event.target.closest("q"))) hide();
});
addEventListener("scroll", () => { if (shown && !shown.keyed) hide(); }, { passive: true });

/* j and k: from name to name, beginning at what is in sight */
const stepName = (by) => {
  if (!mentions.length) return;
  let i;
  if (cursor) i = mentions.indexOf(cursor) + by;
  else {
    const top = blocks.find((block) => block.getBoundingClientRect().bottom > 70);
    const p = top && [...top.querySelectorAll("p")].find((each) => each.getBoundingClientRect().bottom > 70);
    i = below(starts(), p ? paragraphs[Number(p.id.slice(1)) - 1] : 0) + (by > 0 ? 0 : -1);
  }
  if (i < 0 || i >= mentions.length) return;
  cursor = mentions[i];
  let box = range(cursor.start, cursor.end).getBoundingClientRect();
  if (box.top < 70 || box.bottom > innerHeight - 40) {
    scrollTo({ top: scrollY + box.top - innerHeight * 0.4, behavior: "instant" });
    box = range(cursor.start, cursor.end).getBoundingClientRect();
  }
  show({ mention: cursor, keyed: true }, box, true);
  const told = cursor.who.map((id) => soFar(id, upTo(cursor.start)));
  say(told.map((known) => `${known.name}: ${facts(known)}`).join("; "));
};
