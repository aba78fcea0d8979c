/* Feelings in the margin and under the words that tell of them: made for what is in sight. */
const feelingStarts = () => feelings.map((f) => f.start);
const underlines = new Map(); /* block -> [mode, range] list */
const wide = matchMedia("(min-width: 80rem)");

/* One highlight a mode, kept: a range comes and goes with its block. */
const lit = CSS.highlights ? new Map(raw.modes.map((mode) => [mode, new Highlight()])) : null;
if (lit) for (const [mode, each] of lit) CSS.highlights.set(`f-${mode}`, each);
const undraw = (block) => {
  block.querySelector(":scope > .notes")?.remove();
  if (lit) for (const [mode, each] of underlines.get(block) || []) lit.get(mode).delete(each);
  underlines.delete(block);
};
const drawMarks = (block) => {
  undraw(block);
  const own = block.querySelectorAll(":scope > p");
  if (!own.length) return;
  const first = Number(own[0].id.slice(1)) - 1;
  const last = Number(own[own.length - 1].id.slice(1)) - 1;
  const starts_ = feelingStarts();
  const some = feelings.slice(below(starts_, paragraphs[first]), below(starts_, paragraphs[last] + lengths[last]));
  if (!some.length) return;
  const ranges = some.map((f) => [f.mode, range(f.start, f.end)]);
  underlines.set(block, ranges);
  if (lit) for (const [mode, each] of ranges) lit.get(mode).add(each);
  if (!wide.matches) return;
  const notes = el("div", { class: "notes" });
  const top = block.getBoundingClientRect().top;
  let floor = -99;
  for (const [i, f] of some.entries()) {
    const upto = upTo(f.start);
    const who = f.who === null ? "" : nameAt(f.who, upto);
    const made = button(f.emotion, () => { jump(f.start, f.end); }, {
      class: `note f${raw.modes.indexOf(f.mode)}${f.who === null ? "" : ` c${f.who}`}`,
      "aria-label": `${who ? `${who}: ` : ""}${f.emotion}, ${f.mode}`,
      title: `${who ? `${who}: ` : ""}${f.emotion}, ${f.mode}${f.toward !== null && people.has(f.toward) ? ` toward ${nameAt(f.toward, upto)}` : ""} (${Math.round(f.score * 100)}% sure)`,
    });
    const y = Math.max(ranges[i][1].getBoundingClientRect().top - top, floor + 19);
    floor = y;
    made.style.top = `${y}px`;
    /* The words stay readable; how sure they are shows in the bar beside them. */
    made.style.setProperty("--sure", `${Math.round(100 * f.score)}%`);
    made.style.opacity = String(0.88 + 0.12 * f.score);
    notes.append(made);
  }
  block.append(notes);
};
const inView = new Set();
let drawing = 0;
const redraw = (list) => { for (const block of list) drawMarks(block); };
/* Which blocks are in sight is asked once a frame: an observer of every block costs more. */
const NEAR = 200; /* pixels */
const QUICK = 30; /* pixels a frame */
const look = () => {
  drawing = 0;
  const fresh = [];
  const first = firstOf(blocks, (block) => block.getBoundingClientRect().bottom > -NEAR);
  const seen = new Set();
  for (let i = first; i < blocks.length && blocks[i].getBoundingClientRect().top < innerHeight + NEAR; i += 1) seen.add(blocks[i]);
  for (const block of inView) {
    if (seen.has(block)) continue;
    inView.delete(block);
    undraw(block);
  }
  for (const block of seen) {
    if (inView.has(block)) continue;
    inView.add(block);
    fresh.push(block);
  }
  if (fresh.length) redraw(fresh);
};
const startMarks = () => {
  if (!feelings.length) return;
  root.classList.add("noted");
  /* While the text flies by nobody reads the margin: it is drawn when the scrolling slows. */
  let was = scrollY;
  let slowing = 0;
  addEventListener("scroll", () => {
    const quick = Math.abs(scrollY - was) > QUICK;
    was = scrollY;
    clearTimeout(slowing);
    if (quick) slowing = setTimeout(look, 70);
    else drawing ||= requestAnimationFrame(look);
  }, { passive: true });
  look();
};
addEventListener("resize", () => {
  cancelAnimationFrame(drawing);
  drawing = requestAnimationFrame(() => { look(); redraw(inView); });
});
