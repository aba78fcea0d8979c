/* Search: case, accents and the shape of apostrophes do not matter. */
const folded = (text) => text
  /* One for one, so that offsets stay: what does not fold to one letter stays as it is. */
  .replace(/[^\0-\x7f]/gu, (c) => {
    const plain_ = c.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
    return plain_.length === c.length ? plain_ : c;
  })
  .replace(/[A-Z]+/g, (c) => c.toLowerCase());
let texts = null;
const MOST = 200;
const search = () => {
  const wanted = folded($("find").value.trim().replace(/\s+/g, " "));
  const hits = [];
  const marked = [];
  let n = 0;
  if (wanted.length > 1) {
    texts ??= paragraphs.map((_, i) => folded(textOf(i)));
    const end = here();
    for (let i = 0; i < texts.length && paragraphs[i] < end; i += 1) {
      for (let at_ = texts[i].indexOf(wanted); at_ >= 0; at_ = texts[i].indexOf(wanted, at_ + wanted.length)) {
        n += 1;
        if (n > MOST) continue;
        const start = paragraphs[i] + at_;
        marked.push(range(start, start + wanted.length));
        const text = textOf(i);
        const from = Math.max(0, at_ - 40);
        const words = el("bdi", {}, (from ? "…" : "") + text.slice(from, at_), el("mark", {}, text.slice(at_, at_ + wanted.length)), cut(text.slice(at_ + wanted.length), 60));
        hits.push({ start, end: start + wanted.length, words: [words] });
      }
    }
  }
  fill($("hits"), hits);
  mark("hit", marked);
  $("found").textContent = wanted.length < 2 ? "" : n ? count(n, "place") + (n > MOST ? `, the first ${MOST} shown` : "") + (whole ? "" : " so far") : whole ? "Nowhere." : "Nowhere so far.";
};
let typing = 0;
$("find").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(search, 120); });
$("find").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { clearTimeout(typing); search(); $("hits").querySelector("button")?.click(); event.preventDefault(); }
});
