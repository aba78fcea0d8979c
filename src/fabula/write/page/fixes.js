/* Corrections: made here, kept in a file beside the story, applied at every later reading. */
let fixes = [];
const KEPT = `fixes-${raw.key}`;
const tell = (fix) => ({
  rename: () => `${fix.who} is called ${fix.to}`,
  merge: () => `${fix.who.join(" and ")} are one`,
  add: () => `${fix.who} is one of the people`,
  split: () => `${fix.names.join(", ")} is not ${fix.who}`,
  speaker: () => `${fix.words} is said by ${fix.to || "nobody known"}`,
  addressees: () => `${fix.words} is said to ${fix.to.join(", ") || "nobody"}`,
  dismiss: () => `${fix.words} is not speech`,
}[fix.do] || (() => String(fix.do)))();

/* TOML, as fabula.fixes.dumps writes it. */
const tomlString = (value) => `"${[...value].map((c) => {
  const code = c.codePointAt(0);
  const short = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" }[c];
  if (short) return short;
  if (code < 32 || (code >= 127 && code < 160) || code === 0x2028 || code === 0x2029) return `\\u${code.toString(16).padStart(4, "0")}`;
  return code >= 0xd800 && code <= 0xdfff ? "\ufffd" : c;
}).join("")}"`;
const toml = (list) => "# Corrections to a reading by fabula. Kept beside the story, they are applied at every\n"
  + "# reading; see docs/fixes.md. Lines may be added, changed and taken out by hand.\n"
  + list.map((fix) => "\n[[fix]]\n" + Object.entries(fix).map(([key, value]) => {
    const written = typeof value === "string" ? tomlString(value) : Number.isInteger(value) ? String(value)
      : Array.isArray(value) ? `[${value.filter((v) => typeof v === "string").map(tomlString).join(", ")}]` : null;
    const name = /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key);
    return written === null ? "" : `${name} = ${written}\n`;
  }).join("")).join("");

/* A name by which the reading finds this person: with a number where several have it. */
const fold = (name) => name.replace(/\s+/g, " ").trim().toLowerCase().replace(/’/g, "'");
const refer = (id) => {
  const { name } = people.get(id);
  const same = [...people.values()].filter((other) => fold(other.name) === fold(name));
  if (same.length < 2) return name;
  const first = (who) => index.get(who.id).at[0] ?? 0;
  same.sort((a, b) => first(a) - first(b) || a.id - b.id);
  return `${name}#${same.findIndex((other) => other.id === id) + 1}`;
};
const byName = (name) => {
  const [, head, number] = /^(.*)#(\d+)$/.exec(name) || [null, name, null];
  const all = [...people.values()];
  if (number) {
    const same = all.filter((each) => fold(each.name) === fold(head)).sort((a, b) => (index.get(a.id).at[0] ?? 0) - (index.get(b.id).at[0] ?? 0) || a.id - b.id);
    if (same[number - 1]) return same[number - 1].id;
  }
  const most = (list) => list.sort((a, b) => index.get(b.id).at.length - index.get(a.id).at.length)[0];
  return (most(all.filter((each) => fold(each.name) === fold(name))) ?? most(all.filter((each) => each.aliases.some((alias) => fold(alias) === fold(name)))))?.id;
};
const PLAIN = { "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'" };
const plain = (words) => words.replace(/[“”„«»‘’‚`]/g, (c) => PLAIN[c]).replace(/\s+/g, " ").trim();
const quoteWords = (quote) => (quote.plain ??= plain(slice(quote.start, quote.end)));
const stretch = (start, end) => {
  /* Across paragraphs, on one line. */
  let out = "";
  for (let i = paragraphAt(start); i < paragraphs.length && paragraphs[i] < end; i += 1) {
    const from = Math.max(start, paragraphs[i]);
    const to = Math.min(end, paragraphs[i] + lengths[i]);
    if (to > from) out += `${out ? " " : ""}${textOf(i).slice(from - paragraphs[i], to - paragraphs[i])}`;
  }
  return out.replace(/\s+/g, " ").trim();
};
const around = (quote) => [
  stretch(Math.max(0, quote.start - 80), quote.start).slice(-40),
  stretch(quote.end, Math.min(raw.length, quote.end + 80)).slice(0, 40),
];
const placeOf = (quote) => {
  const same = quotes.filter((other) => quoteWords(other) === quoteWords(quote));
  const [before, after] = around(quote);
  return { words: slice(quote.start, quote.end), before, after, nth: same.indexOf(quote) + 1 };
};
/* By its words and what stands around them, as fabula.fixes finds it: the text may have been
   edited since the correction was made. */
const inCommon = (a, b) => { let n = 0; while (n < Math.min(a.length, b.length) && a[n] === b[n]) n += 1; return n; };
const backwards = (words) => [...words].reverse().join("");
const findQuote = (fix) => {
  const wanted = plain(fix.words);
  const same = quotes.filter((quote) => quoteWords(quote) === wanted);
  const before = plain(fix.before || "");
  const after = plain(fix.after || "");
  const like = same.map((quote) => {
    const [there, then] = around(quote).map(plain);
    return inCommon(backwards(there), backwards(before)) + inCommon(then, after);
  });
  const best = Math.max(0, ...like);
  if (best < Math.min(8, before.length + after.length) && (same.length > 1 || wanted.length < 25)) return undefined;
  const tied = same.filter((_, i) => like[i] === best);
  const counted = same[(fix.nth || 1) - 1];
  return tied.length === 1 ? tied[0] : tied.find((quote) => quote === counted);
};

/* The same changes as fabula.fixes makes, on the page's own tables, to be seen at once. */
const swap = (from, to) => {
  const one = (id) => (id === from ? to : id);
  const many = (ids) => [...new Set(ids.map(one))];
  for (const m of mentions) m.who = many(m.who);
  for (const q of quotes) { q.who = one(q.who); q.to = many(q.to).filter((id) => id !== q.who); }
  for (const f of feelings) { f.who = one(f.who); f.toward = one(f.toward); }
  for (const b of beliefs) b.who = one(b.who);
  for (const r of relations) { r.a = one(r.a); r.b = one(r.b); }
  relations = relations.filter((r) => r.a !== r.b);
  for (const m of masks) { m.who = one(m.who); m.from = many(m.from); m.seen = many(m.seen); }
  for (const s of scenes) { s.present = many(s.present); s.viewpoint = one(s.viewpoint); }
};
const perform = {
  rename: (fix) => {
    const who = people.get(byName(fix.who));
    if (!who) return;
    who.aliases = [...new Set([...who.aliases, who.name])].filter((name) => name !== fix.to);
    who.name = fix.to;
    given.add(clean(fix.to));
  },
  add: (fix) => {
    if (byName(fix.who) !== undefined) return;
    const id = Math.max(raw.unused, ...[...people.keys()].map((each) => each + 1));
    people.set(id, { id, name: fix.who, aliases: [], pronouns: null, narrator: false, named: true });
    given.add(clean(fix.who));
  },
  merge: (fix) => {
    const [kept, ...others] = fix.who.map(byName);
    for (const other of others) {
      if (kept === undefined || other === undefined || other === kept) continue;
      const gone = people.get(other);
      const who = people.get(kept);
      who.aliases = [...new Set([...who.aliases, gone.name, ...gone.aliases])].filter((name) => name !== who.name);
      who.pronouns ||= gone.pronouns;
      swap(other, kept);
      people.delete(other);
    }
  },
  split: (fix) => {
    const old = byName(fix.who);
    if (old === undefined) return;
    const wanted = new Set(fix.names.map(fold));
    const id = Math.max(raw.unused, ...[...people.keys()].map((each) => each + 1));
    const anchors = index.get(old).mentions.map((m) => ({ at: m.start, gone: wanted.has(fold(slice(m.start, m.end))), name: m.form === "n" })).filter((a) => a.name || a.gone);
    const spots = anchors.map((a) => a.at);
    const owner = (offset) => (anchors.length && anchors[Math.max(0, below(spots, offset + 1) - 1)].gone ? id : old);
    const was = people.get(old);
    const left = [was.name, ...was.aliases].filter((name) => !wanted.has(fold(name)));
    people.set(id, { id, name: fix.to || fix.names[0], aliases: [], pronouns: was.pronouns, narrator: false, named: true });
    if (left.length) [was.name, ...was.aliases] = left;
    for (const m of mentions) if (m.who.includes(old)) m.who = m.who.map((who) => (who === old ? owner(m.start) : who));
    for (const q of quotes) { if (q.who === old) q.who = owner(q.start); q.to = q.to.map((who) => (who === old ? owner(q.start) : who)); }
    for (const f of feelings) { if (f.who === old) f.who = owner(f.start); if (f.toward === old) f.toward = owner(f.start); }
  },
  speaker: (fix) => {
    const quote = findQuote(fix);
    const who = fix.to ? byName(fix.to) : null;
    if (!quote || who === undefined) return;
    for (const part of quotes.filter((q) => q === quote || (q.turn === quote.turn && q.who === quote.was))) part.was = part.who;
    const before = quote.who;
    for (const part of quotes) {
      if (part !== quote && (part.turn !== quote.turn || part.who !== before)) continue;
      part.who = who;
      part.score = 1;
      part.to = part.to.filter((id) => id !== who);
    }
  },
  addressees: (fix) => {
    const quote = findQuote(fix);
    if (!quote) return;
    for (const part of quotes) if (part.turn === quote.turn && part.who === quote.who) part.to = fix.to.map(byName).filter((id) => id !== undefined);
  },
  dismiss: (fix) => {
    const quote = findQuote(fix);
    if (quote) Object.assign(quote, { who: null, to: [], dismissed: true });
  },
};

/* Everything again from the tables, with the corrections; then the text's colours. */
const rebuild = () => {
  decode();
  startList = null;
  reindex();
  for (const fix of fixes) { perform[fix.do]?.(fix); startList = null; reindex(); }
};
const repaint = () => {
  for (const q of article.querySelectorAll("q[data-q]")) {
    const quote = quotes[Number(q.dataset.q)];
    const names = quote.who === null ? [] : [`c${quote.who}`, ...(quote.score < 0.5 ? ["u"] : [])];
    q.className = names.join(" ");
    if (!names.length) q.removeAttribute("class");
    const p = q.closest("p");
    if (p.dataset.s !== undefined && p.querySelector("q") === q) p.className = quote.who === null ? "" : `c${quote.who}`;
  }
  for (const [id, each] of buttons) if (!people.has(id)) each.parentElement.hidden = true;
};
const changed = (first = false) => {
  rebuild();
  if (!first || fixes.length) repaint();
  if (!first) keep(KEPT, JSON.stringify(fixes));
  if (!first) { hide(); clear(); if (chosen !== null) everyone(); }
  refresh(true);
};
const add = (fix) => { fixes.push(fix); changed(); view("fixes"); say(tell(fix)); };

const refreshFixes = () => {
  const item = (fix, i, mine) => el("li", {}, el("span", {}, bdi(cut(tell(fix), 160))),
    mine ? button("Undo", () => { fixes.splice(i, 1); changed(); }, { "aria-label": `Undo: ${cut(tell(fix), 60)}` }) : el("small", {}, " in the file"));
  $("fix-list").replaceChildren(...raw.fixes.map((fix, i) => item(fix, i, false)), ...fixes.map((fix, i) => item(fix, i, true)));
  $("fix-save").disabled = !fixes.length;
  const tab = $("tab-fixes");
  tab.textContent = fixes.length ? `Fixes (${fixes.length})` : "Fixes";
};
$("fix-name").textContent = `${raw.stem}.fixes.toml`;
$("fix-save").addEventListener("click", () => {
  const address = URL.createObjectURL(new Blob([toml([...raw.fixes, ...fixes])], { type: "application/toml" }));
  const anchor = el("a", { href: address, download: `${raw.stem}.fixes.toml` });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 5000);
  say("The file is in your downloads. Lay it beside the story.");
});

/* Forms, in the card's place */
const form = (title, rows) => {
  const box = el("section", { class: "fix-form" }, el("h3", {}, title), ...rows,
    button("×", hide, { class: "close", "aria-label": "Close" }));
  card.replaceChildren(box);
  card.hidden = false;
  shown = { pinned: true, keyed: true };
  const size = card.getBoundingClientRect();
  card.style.top = `${Math.max(60, Math.min(size.top, innerHeight - size.height - 8))}px`;
  card.style.left = `${Math.max(8, Math.min(size.left || innerWidth / 2, innerWidth - size.width - 8))}px`;
  box.querySelector("select, input, button")?.focus({ preventScroll: true });
};
let serial = 0;
const row = (label, control, act, go) => {
  control.id = `form-${(serial += 1)}`;
  return el("p", { class: "field" }, el("label", { for: control.id }, label), control, button(act, go));
};
/* Whom a reader can choose from: all who have come in, the most mentioned first. */
const choices = () => {
  const upto = here();
  const all = [...people.keys()].filter((id) => whole || index.get(id).at.length === 0 || index.get(id).at[0] < upto);
  const so = (id) => below(index.get(id).at, whole ? Infinity : upto);
  return all.sort((a, b) => so(b) - so(a) || byEntrance(a, b)).map((id) => ({ id, name: cut(nameAt(id, upto), 40) }));
};
const everybody = (first, skip = null) => el("select", {}, el("option", { value: "" }, first),
  ...choices().filter(({ id }) => id !== skip).map(({ id, name }) => el("option", { value: String(id) }, name)));
/* Several of them: those chosen already come first. */
const several = (label, ids, skip, act, go) => {
  const all = choices().filter(({ id }) => id !== skip);
  all.sort((a, b) => ids.includes(b.id) - ids.includes(a.id));
  const boxes = all.map(({ id, name }) => [id, name, el("input", { type: "checkbox", checked: ids.includes(id) })]);
  return el("fieldset", { class: "field" }, el("legend", {}, label),
    el("div", { class: "several" }, ...boxes.map(([, name, box]) => el("label", {}, box, " ", bdi(name)))),
    button(act, () => go(boxes.filter(([, , box]) => box.checked).map(([id]) => id))));
};
const correctQuote = (quote) => {
  const place_ = placeOf(quote);
  const speaker = everybody("nobody known");
  speaker.value = quote.who === null ? "" : String(quote.who);
  const somebody = el("input", { type: "text", autocomplete: "off" });
  form("Correct this line", [
    row("Said by", speaker, "Set", () => add({ do: "speaker", ...place_, ...(speaker.value ? { to: refer(Number(speaker.value)) } : {}) })),
    several("Said to", quote.to, quote.who, "Set", (ids) => add({ do: "addressees", ...place_, to: ids.map(refer) })),
    row("Somebody not in the list", somebody, "Add", () => {
      const who = clean(somebody.value);
      if (!who) return;
      if (byName(who) === undefined) fixes.push({ do: "add", who });
      add({ do: "speaker", ...place_, to: who });
    }),
    el("p", { class: "field" }, button("This is not speech", () => add({ do: "dismiss", ...place_ }))),
  ]);
};
const correctPerson = (id, mention) => {
  const upto = here();
  const name = el("input", { type: "text", value: nameAt(id, upto), autocomplete: "off" });
  const other = everybody("…", id);
  const names = [...new Set(soFar(id, upto).aliases.concat(soFar(id, upto).name))];
  const own = el("select", {}, ...names.map((each) => el("option", { value: each }, each)));
  if (mention && mention.form === "n") own.value = clean(slice(mention.start, mention.end));
  form(`Correct ${cut(nameAt(id, upto), 40)}`, [
    row("Name", name, "Rename", () => { const to = clean(name.value); if (to && to !== people.get(id).name) add({ do: "rename", who: refer(id), to }); }),
    row("Is the same as", other, "Merge", () => { if (other.value) add({ do: "merge", who: [refer(id), refer(Number(other.value))] }); }),
    names.length > 1 ? row("Is somebody else", own, "Split", () => { if (own.value) add({ do: "split", who: refer(id), names: [own.value], to: own.value }); }) : null,
  ].filter(Boolean));
};
