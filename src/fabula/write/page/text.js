/* Between offsets of the story and the page's own nodes. Every character of a paragraph is one of
   the story's, so a place is a paragraph and a distance into it. */
const node = (i) => $(`p${i + 1}`);
const paragraphAt = (offset) => Math.max(0, below(paragraphs, offset + 1) - 1);
const cache = [];
const textOf = (i) => (cache[i] ??= node(i)?.textContent ?? "");
const slice = (start, end) => {
  const i = paragraphAt(start);
  const text = textOf(i);
  if (end <= paragraphs[i] + lengths[i] || i + 1 >= paragraphs.length) return text.slice(start - paragraphs[i], end - paragraphs[i]);
  return `${text.slice(start - paragraphs[i])} ${slice(paragraphs[i + 1], end)}`;
};

const point = (i, distance) => {
  const walker = document.createTreeWalker(node(i), NodeFilter.SHOW_TEXT);
  let left = distance;
  let last = null;
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (left <= text.length) return [text, left];
    left -= text.length;
    last = text;
  }
  return last ? [last, last.length] : [node(i), 0];
};
/* The stretch of a page for a stretch of the story, inside the paragraph where it begins. */
const range = (start, end) => {
  const i = paragraphAt(start);
  const made = document.createRange();
  made.setStart(...point(i, start - paragraphs[i]));
  made.setEnd(...point(i, Math.min(end - paragraphs[i], lengths[i])));
  return made;
};

const offsetOf = (text, distance) => {
  const p = text.nodeType === 3 ? text.parentElement.closest("article p") : null;
  if (!p) return null;
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  let at = paragraphs[Number(p.id.slice(1)) - 1];
  for (let each = walker.nextNode(); each && each !== text; each = walker.nextNode()) at += each.length;
  return at + distance;
};
/* The offset under a point of the window, null beside the text. */
const offsetAt = (x, y) => {
  let text; let distance;
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(x, y);
    if (!found) return null;
    [text, distance] = [found.offsetNode, found.offset];
  } else {
    const found = document.caretRangeFromPoint(x, y);
    if (!found) return null;
    [text, distance] = [found.startContainer, found.startOffset];
  }
  const offset = offsetOf(text, distance);
  if (offset === null) return null;
  /* A caret stands between two letters: the pointer may be over either. */
  const around = document.createRange();
  for (const from of [distance - 1, distance]) {
    if (from < 0 || from >= text.length) continue;
    around.setStart(text, from);
    around.setEnd(text, from + 1);
    for (const box of around.getClientRects()) {
      if (x >= box.left - 1 && x <= box.right + 1 && y >= box.top && y <= box.bottom) return offset + from - distance;
    }
  }
  return null;
};
const mentionAt = (offset) => {
  let best = null;
  for (let i = below(starts(), offset + 1) - 1; i >= 0 && i >= below(starts(), offset - 200); i -= 1) {
    const mention = mentions[i];
    if (mention.end > offset && (!best || mention.end - mention.start < best.end - best.start)) best = mention;
  }
  return best;
};
let startList = null;
const starts = () => (startList ??= mentions.map((mention) => mention.start));

/* Marks that need no element of their own (CSS Custom Highlight API); without it they are not drawn. */
const marks = new Map();
const mark = (name, ranges) => {
  if (!CSS.highlights) return;
  if (!ranges.length) { CSS.highlights.delete(name); marks.delete(name); return; }
  CSS.highlights.set(name, new Highlight(...ranges));
  marks.set(name, ranges);
};

/* The last place in sight: what stands up to it has been read. */
const blocks = [...article.querySelectorAll(".b")];
const placeInSight = () => {
  const y = innerHeight - 24;
  if (root.scrollHeight - scrollY - innerHeight < 4) return raw.length;
  const lastAbove = (list) => list[firstOf(list, (each) => each.getBoundingClientRect().top >= y) - 1];
  const block = lastAbove(blocks);
  const p = block && lastAbove([...block.children].filter((child) => child.tagName === "P"));
  if (!p) return 0;
  const i = Number(p.id.slice(1)) - 1;
  return paragraphs[i] + lengths[i];
};
let place = 0;
const here = () => (whole ? raw.length : place);
const whereabouts = (offset) => `${Math.round((100 * offset) / (raw.length || 1))}%`;

/* Go to a place: centred, marked for a while, and in the address. */
let jumping = null; /* the last one: an earlier one gives way */
const jump = (start, end = start, { address = true } = {}) => {
  const i = paragraphAt(start);
  const p = node(i);
  if (!p) return;
  shut();
  const centre = () => {
    const box = (end > start ? range(start, end) : p).getBoundingClientRect();
    scrollTo({ top: scrollY + box.top - innerHeight * 0.4 });
  };
  /* Blocks out of sight have guessed heights: look again, until nothing moves any more. */
  let still = 0;
  let left = 30;
  const settle = () => {
    const was = p.getBoundingClientRect().top;
    centre();
    still = Math.abs(p.getBoundingClientRect().top - was) < 2 ? still + 1 : 0;
    if (still < 3 && (left -= 1) > 0 && jumping === now) requestAnimationFrame(settle);
  };
  const now = {};
  jumping = now;
  settle();
  if (end > start) mark("goal", [range(start, end)]);
  if (address) addressOf(start, end);
};
/* The reader's own scrolling goes before it. */
for (const act of ["wheel", "touchmove"]) addEventListener(act, () => { jumping = null; }, { passive: true });
addEventListener("keydown", (event) => { if (/^(?: |Arrow|Page|Home|End)/.test(event.key)) jumping = null; });
/* Put a place into the address bar. */
const addressOf = (start, end) => {
  try { history.replaceState(null, "", link(start, end)); } catch { /* a frame may forbid it */ }
};
const link = (start, end) => {
  const i = paragraphAt(start);
  const from = start - paragraphs[i];
  return `#p${i + 1}` + (end > start ? `:${from}-${Math.min(end - paragraphs[i], lengths[i])}` : "");
};
const follow = () => {
  const found = /^#p(\d+):(\d+)-(\d+)$/.exec(location.hash);
  if (!found) return;
  const i = Number(found[1]) - 1;
  if (i < 0 || i >= paragraphs.length) return;
  const [from, to] = [Number(found[2]), Number(found[3])].map((n) => Math.min(n, lengths[i]));
  jump(paragraphs[i] + from, paragraphs[i] + Math.max(from, to), { address: false });
};
addEventListener("hashchange", follow);
