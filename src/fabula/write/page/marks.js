/* Feelings in the margin and under the words that tell of them: made for what is in sight. */
const feelingStarts = () => feelings.map((f) => f.start);
const underlines = new Map(); /* block -> [mode, range] list */
const wide = matchMedia("(min-width: 80rem)");

const drawMarks = (block) => {
  block.querySelector(":scope > .notes")?.remove();
  underlines.delete(block);
  const own = block.querySelectorAll(":scope > p");
  if (!own.length) return;
  const first = Number(own[0].id.slice(1)) - 1;
  const last = Number(own[own.length - 1].id.slice(1)) - 1;
  const starts_ = feelingStarts();
  const some = feelings.slice(below(starts_, paragraphs[first]), below(starts_, paragraphs[last] + lengths[last]));
  if (!some.length) return;
  const ranges = some.map((f) => [f.mode, range(f.start, f.end)]);
  underlines.set(block, ranges);
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
const drawUnderlines = () => {
  const all = new Map(raw.modes.map((mode) => [mode, []]));
  for (const list of underlines.values()) for (const [mode, each] of list) all.get(mode).push(each);
  for (const [mode, list] of all) mark(`f-${mode}`, list);
};
const inView = new Set();
let drawing = 0;
const redraw = (list) => {
  for (const block of list) drawMarks(block);
  drawUnderlines();
};
const watcher = new IntersectionObserver((entries) => {
  const fresh = [];
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) { inView.add(target); fresh.push(target); } else {
      inView.delete(target);
      underlines.delete(target);
      target.querySelector(":scope > .notes")?.remove();
    }
  }
  if (!fresh.length) return;
  requestAnimationFrame(() => redraw(fresh.filter((block) => inView.has(block))));
}, { rootMargin: "200px 0px" });
const startMarks = () => {
  if (!feelings.length) return;
  root.classList.add("noted");
  for (const block of blocks) watcher.observe(block);
};
addEventListener("resize", () => {
  cancelAnimationFrame(drawing);
  drawing = requestAnimationFrame(() => redraw(inView));
});
