/* The cast beside the text, and one person's page in it. */
const panel = $("people");
const buttons = new Map([...document.querySelectorAll("button.who")].map((each) => [Number(each.dataset.c), each]));

/* The groups of the whole story are hindsight: so far, there are those who have spoken and others. */
const home = new Map([...document.querySelectorAll("#cast li")].map((item) => [item, item.parentElement]));
const groupOf = (title) => {
  const list = el("ul");
  const group = el("details", { open: true, class: "sofar" }, el("summary", {}, `${title} `, el("small")), list);
  $("nobody").before(group);
  return list;
};
const soFarGroups = { spoken: groupOf("Have spoken"), named: groupOf("Have come up") };

const idOf = (item) => Number(item.firstElementChild.dataset.c);
const refreshCast = () => {
  const upto = here();
  let total = 0;
  let inSight = 0;
  const known = new Map();
  for (const id of buttons.keys()) {
    const gone = !people.has(id);
    const told = gone ? null : soFar(id, upto);
    if (told) total += told.words;
    known.set(id, told);
  }
  for (const [id, each] of buttons) {
    const told = known.get(id);
    const seen = told && (told.mentions || told.lines);
    const item = each.parentElement;
    item.hidden = !seen;
    const belongs = whole || !seen ? home.get(item) : told.lines ? soFarGroups.spoken : soFarGroups.named;
    if (belongs !== item.parentElement) belongs.append(item);
    if (!seen) continue;
    inSight += 1;
    each.querySelector("b").replaceChildren(bdi(told.name));
    const share = total && told.words ? Math.round((100 * told.words) / total) : 0;
    const list = [people.get(id).narrator ? "narrator" : "", facts(told), told.words ? (share ? `${share}% of talk` : "under 1% of talk") : ""];
    each.querySelector(".facts").textContent = list.filter(Boolean).join(" · ").replaceAll(/(\d) /g, "$1\u00a0");
    const also = each.querySelector(".also") || each.querySelector(".facts").insertAdjacentElement("afterend", el("span", { class: "also" }));
    also.replaceChildren(...(told.aliases.length ? ["also ", bdi(told.aliases.slice(0, 8).join(", "))] : []));
    const svg = each.querySelector("svg");
    if (svg) svg.replaceWith(strip(id, upto));
    each.parentElement.dataset.n = told.mentions + 2 * told.lines;
  }
  for (const list of document.querySelectorAll("#cast ul")) {
    const items = [...list.children].sort((a, b) => (b.dataset.n || 0) - (a.dataset.n || 0) || byEntrance(idOf(a), idOf(b)));
    if (items.some((item, i) => item !== list.children[i])) list.append(...items);
    const group = list.parentElement;
    const n = items.filter((item) => !item.hidden).length;
    group.hidden = !n;
    group.querySelector("small").textContent = n.toLocaleString("en");
  }
  for (const group of document.querySelectorAll("#cast > .passing")) group.hidden = !whole;
  $("nobody").hidden = inSight > 0;
};

let lines = [];
let at = -1;
let chosen = null;
const elementsOf = (quote) => article.querySelectorAll(`q[data-q="${quote.i}"]`);

const clear = () => {
  for (const q of article.querySelectorAll("q.on")) q.classList.remove("on");
  for (const q of article.querySelectorAll("q.here")) q.classList.remove("here");
  article.classList.remove("focus");
  lines = [];
  at = -1;
};
const chapterOf = (i) => {
  const title = node(i)?.closest("section").querySelector("h2");
  return title ? title.textContent : "";
};
/* A list of places in the story: chapter headings between, each a button that goes there. */
const fill = (list, items) => {
  list.replaceChildren();
  let chapter = null;
  for (const item of items) {
    const title = chapterOf(paragraphAt(item.start));
    if (title !== chapter) {
      chapter = title;
      if (title) list.append(el("li", { class: "chapter" }, title));
    }
    const made = button("", item.go || (() => jump(item.start, item.end)), { class: item.kind || null });
    made.append(...item.words);
    if (item.score !== undefined) made.style.opacity = String(0.75 + 0.25 * item.score);
    list.append(el("li", {}, made));
    item.button = made;
  }
};

const choose = (key) => {
  const id = Number(key);
  if (!people.has(id)) return;
  view("cast");
  clear();
  chosen = id;
  const upto = here();
  const told = soFar(id, upto);
  const own = index.get(id).lines.filter((quote) => quote.end <= (whole ? Infinity : upto));
  for (const quote of index.get(id).lines) for (const q of elementsOf(quote)) q.classList.add("on");
  let last = null;
  for (const quote of own) {
    const paragraph = paragraphAt(quote.start);
    if (last && last.paragraph === paragraph) { if (quote.start >= last.end) { last.end = quote.end; last.quotes.push(quote); } continue; }
    last = { paragraph, start: quote.start, end: quote.end, quotes: [quote] };
    lines.push(last);
  }
  for (const [i, each] of lines.entries()) {
    each.words = [bdi(each.quotes.map((quote) => slice(quote.start, quote.end)).join(" "))];
    each.go = () => { shut(); jumpLine(i); };
  }
  article.classList.add("focus");
  $("whose").replaceChildren(bdi(told.name));
  $("lines").className = `c${id}`;
  $("tally").textContent = facts(told);
  $("about").replaceChildren(...about(id, told, upto));
  fill($("list"), lines);
  if (lines.length) $("list").prepend(el("li", { class: "title" }, `Lines`));
  $("cast").hidden = true;
  $("lines").hidden = false;
  panel.scrollTop = 0;
  $("whose").focus({ preventScroll: true });
};
const about = (id, told, upto) => {
  const out = [strip(id, upto)];
  if (told.aliases.length) out.push(el("p", { class: "also" }, "also ", bdi(told.aliases.join(", "))));
  const end = whole ? Infinity : upto;
  const group = (title, items) => {
    if (!items.length) return;
    const list = el("ol");
    fill(list, items);
    for (const heading of list.querySelectorAll(".chapter")) heading.remove();
    out.push(el("details", {}, el("summary", {}, `${title} `, el("small", {}, String(items.length))), list));
  };
  group("To others", told.relations.map((r) => ({ start: r.evidence[0][0], end: r.evidence[0][1], score: r.score, words: relationText(r, end) })));
  group("Feels", feelings.filter((f) => f.who === id && f.end <= end).map((f) => ({ start: f.start, end: f.end, score: f.score, words: feelingWords(f, upto, false) })));
  group("Knows, wants, hopes", beliefs.filter((b) => b.who === id && Math.max(b.end, b.to) <= end).map((b) => ({
    start: b.start, end: b.end, score: b.score,
    words: [el("b", {}, b.attitude.replace("not-knows", "does not know")), " ", bdi(cut(slice(b.from, b.to), 110))],
  })));
  group("Behind a mask", masks.filter((m) => m.who === id).map((m) => ({ m, ev: feelings.filter((f) => m.evidence.includes(f.id)) }))
    .filter(({ ev }) => ev.length && Math.max(...ev.map((f) => f.end)) <= end).map(({ m, ev }) => ({
      start: ev[0].start, end: ev[0].end, score: m.score,
      words: [`${m.felt} behind ${m.shown}`, m.from.length ? `, from ${m.from.map((who) => nameAt(who, upto)).join(", ")}` : "",
        /* Where it was seen through is not known: perhaps later. */
        whole && m.seen.length ? `; ${m.seen.map((who) => nameAt(who, upto)).join(", ")} sees it` : ""],
    })));
  out.push(el("p", { class: "row" }, button("Correct", () => correctPerson(id, null))));
  return out;
};

const everyone = () => {
  const id = chosen;
  clear();
  chosen = null;
  $("lines").hidden = true;
  $("cast").hidden = false;
  if (id !== null) buttons.get(id)?.focus();
};

const jumpLine = (i) => {
  if (!lines.length) return;
  const before = lines[at];
  if (before) {
    before.button.removeAttribute("aria-current");
    for (const quote of before.quotes) for (const q of elementsOf(quote)) q.classList.remove("here");
  }
  at = (i + lines.length) % lines.length;
  const line_ = lines[at];
  for (const quote of line_.quotes) for (const q of elementsOf(quote)) q.classList.add("here");
  line_.button.setAttribute("aria-current", "true");
  line_.button.scrollIntoView({ block: "nearest" });
  jump(line_.start, line_.start);
};
const stepLine = (by) => {
  if (!lines.length) return;
  if (at >= 0) { jumpLine(at + by); return; }
  const middle = innerHeight / 2;
  const next = firstOf(lines, (each) => node(each.paragraph).getBoundingClientRect().top >= middle);
  jumpLine(by > 0 ? next : next - 1);
};
panel.addEventListener("click", (event) => {
  const who = event.target.closest("button.who");
  if (who) choose(who.dataset.c);
});
$("back").addEventListener("click", everyone);

/* Names in the margin are those known by then. */
const refreshMargin = () => {
  for (const p of article.querySelectorAll("p[data-s]")) {
    const id = Number([...p.classList].find((c) => /^c\d+$/.test(c))?.slice(1));
    if (people.has(id)) p.dataset.s = nameAt(id, upTo(paragraphs[Number(p.id.slice(1)) - 1]));
  }
};
