/* The story's tables (written by tables.py), and what they say up to a place. */
const raw = JSON.parse($("data").textContent);
const summed = (steps) => { let at = 0; return steps.map((step) => (at += step)); };
const listed = (one) => (Array.isArray(one) ? one : one < 0 ? [] : [one]);
const paragraphs = summed(raw.paragraphs[0]);
const lengths = raw.paragraphs[1];
const LIKE = { plus: "joy love trust hope pride relief gratitude amusement calm".split(" "), even: ["surprise", "confusion"] };
const valence = (emotion) => (LIKE.plus.includes(emotion) ? 1 : LIKE.even.includes(emotion) ? 0 : -1);
const MANNERS = { e: "named beside it", a: "by the pronoun beside it", i: "by who has the turn" };

let people; let mentions; let quotes; let feelings; let beliefs; let relations; let masks; let scenes;
const given = new Set(); /* names that a reader gave: known from the first */

const decode = () => {
  people = new Map(raw.people.map(([id, name, aliases, pronouns, narrator, named]) =>
    [id, { id, name, aliases: [...aliases], pronouns, narrator: !!narrator, named: !!named }]));
  const [starts, sizes, who, forms, scores] = raw.mentions;
  mentions = summed(starts).map((start, i) => ({ start, end: start + sizes[i], who: listed(who[i]), form: forms[i], score: scores[i] / 100 }));
  const q = raw.quotes;
  quotes = summed(q[0]).map((start, i) => ({ i, start, end: start + q[1][i], who: q[2][i] < 0 ? null : q[2][i], to: listed(q[3][i]), manner: q[4][i], score: q[5][i] / 100, turn: q[6][i] }));
  feelings = raw.feelings.map(([start, end, who, emotion, mode, toward, cause, score, id]) =>
    ({ start, end, who, emotion: raw.emotions[emotion], mode: raw.modes[mode], toward, cause, score: score / 100, id }));
  beliefs = raw.beliefs.map(([start, end, who, attitude, from, to, score]) => ({ start, end, who, attitude, from, to, score: score / 100 }));
  relations = raw.relations.map(([a, b, label, evidence, score, since, until]) => ({ a, b, label, evidence, score: score / 100, since, until }));
  masks = raw.masks.map(([who, felt, shown, from, seen, evidence, score]) => ({ who, felt, shown, from, seen, evidence, score: score / 100 }));
  scenes = raw.scenes.map(([start, end, place, time, present, viewpoint, person, tense]) => ({ start, end, place, time, present, viewpoint, person, tense }));
  given.clear();
  for (const fix of raw.fixes) {
    const name = { rename: fix.to, split: fix.to, add: fix.who }[fix.do];
    if (typeof name === "string") given.add(clean(name));
  }
};

/* For each person: where mentioned and speaking, and where each name is first given. */
let index = new Map();
const reindex = () => {
  index = new Map([...people.keys()].map((id) => [id, { at: [], mentions: [], lines: [], words: [0], names: new Map(), first: null }]));
  for (const mention of mentions) {
    for (const id of mention.who) {
      const own = index.get(id);
      if (!own) continue;
      own.at.push(mention.start);
      own.mentions.push(mention);
    }
  }
  for (const quote of quotes) {
    const own = quote.who === null ? null : index.get(quote.who);
    if (!own) continue;
    own.lines.push(quote);
    own.words.push(own.words[own.words.length - 1] + wordsOf(quote));
  }
};
/* Where somebody comes in, which puts equals in an order that the rest of the story does not change. */
const firstAt = (id) => index.get(id)?.at[0] ?? index.get(id)?.lines[0]?.start ?? Infinity;
const byEntrance = (a, b) => firstAt(a) - firstAt(b) || a - b;
const wordsOf = (quote) => (quote.words ??= slice(quote.start, quote.end).split(/\s+/).filter(Boolean).length);

/* Words before a name that are none of it: "old Ben" and "our Dickon" are no further names. */
const BEFORE = /^(?:(?:The|An?|My|Your|His|Her|Its|Our|Their|This|That|[a-z]\S*)\s)+/;
/* The names given to somebody, each with the offset by which it is known. */
const namesOf = (id) => {
  const own = index.get(id);
  if (own.known) return own.known;
  own.known = [];
  const seen = new Set();
  for (const mention of own.mentions) {
    if (mention.form !== "n" || mention.who.length > 1) continue;
    const name = clean(slice(mention.start, mention.end));
    const folded = name.toLowerCase().replace(/’/g, "'");
    const core = name.replace(BEFORE, "").toLowerCase().replace(/’/g, "'") || folded;
    if (seen.has(folded) || seen.has(core)) continue;
    seen.add(folded);
    own.known.push({ name, at: mention.end });
  }
  return own.known;
};

let whole = false; /* whether all may be told */
const fullness = (name) => Math.min(3, name.replace(BEFORE, "").split(" ").filter((word) => /^\p{Lu}/u.test(word)).length);

/* What somebody is called by those who have read as far as ``upto``. */
const nameAt = (id, upto) => {
  const person = people.get(id);
  if (!person) return "somebody";
  if (whole || given.has(clean(person.name))) return clean(person.name);
  let best = null;
  for (const { name, at } of namesOf(id)) {
    if (at > upto) break;
    if (best === null || fullness(name) > fullness(best)) best = name;
  }
  if (best !== null) return best;
  for (const mention of index.get(id).mentions) {
    if (mention.end > upto) break;
    if (mention.form === "d" && mention.who.length === 1) {
      const words = clean(slice(mention.start, mention.end));
      /* "The Duke" at the beginning of a sentence; "Edith’s brother" stays. */
      return words.replace(/^(?:The|An?|My|Your|His|Her|Its|Our|Their|This|That|Some|One|Another)\b/, (first) => first.toLowerCase()) || "somebody";
    }
  }
  if (person.narrator) return "the narrator";
  const set = pronounsAt(id, upto);
  return set ? `${set}, not named yet` : "somebody";
};

/* What the text has said of somebody up to an offset. */
const soFar = (id, upto) => {
  const own = index.get(id);
  const end = whole ? raw.length + 1 : upto;
  const n = below(own.at, end);
  const lines = own.lines.filter((quote) => quote.end <= end).length;
  const name = nameAt(id, upto);
  const aliases = whole
    ? people.get(id).aliases.map(clean)
    : namesOf(id).filter(({ at }) => at <= upto).map((known) => known.name);
  return {
    id, name, lines, mentions: n, words: own.words[lines],
    aliases: aliases.filter((alias) => alias !== name),
    pronouns: pronounsAt(id, end),
    relations: relations.filter((r) => (r.a === id || r.b === id) && r.evidence.length && r.evidence[0][1] <= end),
  };
};
const PRONOUNS = { she: "she", her: "she", hers: "she", herself: "she", he: "he", him: "he", his: "he", himself: "he", they: "they", them: "they", their: "they", it: "it", its: "it" };
const pronounsAt = (id, end) => {
  if (whole) return people.get(id).pronouns;
  const own = index.get(id);
  own.pronouns ??= own.mentions.filter((m) => m.form === "p" && m.who.length === 1)
    .map((m) => ({ at: m.end, set: PRONOUNS[slice(m.start, m.end).toLowerCase()] })).filter((p) => p.set);
  const tally = {};
  for (const { at, set } of own.pronouns) {
    if (at > end) break;
    tally[set] = (tally[set] || 0) + 1;
  }
  return Object.keys(tally).sort((a, b) => tally[b] - tally[a])[0] || null;
};

/* Where somebody is, as a strip of 96 bars; nothing after ``upto``. */
const presence = (id, upto) => {
  const bins = new Array(96).fill(0);
  const own = index.get(id);
  const end = whole ? raw.length + 1 : upto;
  const add = (at) => { if (at < end) bins[Math.min(95, Math.floor((at * 96) / (raw.length || 1)))] += 1; };
  own.at.forEach(add);
  for (const quote of own.lines) add(quote.start);
  const most = Math.max(1, ...bins);
  return bins.map((n, i) => {
    const height = Math.max(1, Math.round(8 * Math.sqrt(n / most)));
    return n ? `M${i} 8v-${height}h.8v${height}z` : "";
  }).join("");
};
