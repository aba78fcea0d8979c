/* Who talks to whom, and what they are to one another, as a ring with a slider along the story. */
const RING = 14;
let talk = true;
let slider = null; /* an offset, null for the place in sight */

const talkEdges = (upto) => {
  const edges = new Map();
  for (const quote of quotes) {
    if (quote.end > upto || quote.who === null || quote.dismissed) continue;
    for (const to of quote.to) {
      if (!people.has(to) || to === quote.who) continue;
      const [a, b] = quote.who < to ? [quote.who, to] : [to, quote.who];
      const key = `${a} ${b}`;
      const edge = edges.get(key) || { a, b, n: 0, there: 0, start: quote.start, end: quote.end };
      edge.n += 1;
      if (quote.who === a) edge.there += 1;
      edges.set(key, edge);
    }
  }
  return [...edges.values()].sort((x, y) => y.n - x.n);
};
const tieEdges = (upto) => relations.filter((r) => r.evidence.length && r.evidence[0][1] <= upto && people.has(r.a) && people.has(r.b))
  .map((r) => ({ a: r.a, b: r.b, n: r.evidence.filter(([, end]) => end <= upto).length, relation: r, start: r.evidence[0][0], end: r.evidence[0][1] }));

const refreshWeb = () => {
  const most = here();
  const upto = slider === null ? most : Math.min(slider, most);
  $("web-at").value = String(Math.round((1000 * upto) / (raw.length || 1)));
  $("web-where").textContent = upto >= raw.length ? "the end" : whereabouts(upto);
  const edges = talk ? talkEdges(upto) : tieEdges(upto);
  const weight = new Map();
  for (const edge of edges) for (const id of [edge.a, edge.b]) weight.set(id, (weight.get(id) || 0) + edge.n);
  const ring = [...weight.keys()].sort((x, y) => weight.get(y) - weight.get(x) || byEntrance(x, y)).slice(0, RING);
  const svg = $("web");
  svg.replaceChildren();
  const spot = new Map(ring.map((id, i) => {
    const angle = (2 * Math.PI * i) / ring.length - Math.PI / 2;
    return [id, { x: (ring.length > 1 ? 146 : 0) * Math.cos(angle), y: (ring.length > 1 ? 146 : 0) * Math.sin(angle), angle }];
  }));
  const top = Math.max(1, ...edges.map((edge) => edge.n));
  for (const edge of edges) {
    const [a, b] = [spot.get(edge.a), spot.get(edge.b)];
    if (!a || !b) continue;
    const width = talk ? 1 + 9 * Math.sqrt(edge.n / top) : 1.5;
    const path = el("path", { class: "edge", d: `M${a.x.toFixed(1)} ${a.y.toFixed(1)}Q${((a.x + b.x) * 0.18).toFixed(1)} ${((a.y + b.y) * 0.18).toFixed(1)} ${b.x.toFixed(1)} ${b.y.toFixed(1)}`, "stroke-width": width.toFixed(1) });
    if (edge.relation) path.setAttribute("class", edge.relation.score < 0.6 ? "edge faint" : "edge");
    svg.append(path);
    if (edge.relation && edges.length <= 24) {
      const x = (a.x + b.x) * 0.34;
      const y = (a.y + b.y) * 0.34;
      svg.append(el("text", { x: x.toFixed(1), y: y.toFixed(1), class: "label", "text-anchor": "middle" }, cut(clean(edge.relation.label), 18)));
    }
  }
  const heavy = Math.max(1, ...ring.map((id) => weight.get(id)));
  for (const id of ring) {
    const { x, y } = spot.get(id);
    const size = 5 + 13 * Math.sqrt(weight.get(id) / heavy);
    const name = cut(nameAt(id, upto), 20);
    const half = Math.min(197, name.length * 4.1);
    const aside = Math.abs(x) > 60;
    const middle = Math.max(half - 197, Math.min(197 - half, aside ? x + Math.sign(x) * (half - 10) : x));
    const g = el("g", { class: `dot c${id}` });
    g.append(el("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: size.toFixed(1) }), el("title", {}, name),
      el("text", { x: middle.toFixed(1), y: (y >= 0 ? y + size + 16 : y - size - 6).toFixed(1), "text-anchor": "middle" }, name));
    g.addEventListener("click", () => choose(String(id)));
    svg.append(g);
  }
  svg.hidden = !ring.length;
  $("web-list").replaceChildren(...edges.slice(0, 60).map((edge) => {
    const words = edge.relation
      ? relationText(edge.relation, upto)
      : [bdi(nameAt(edge.a, upto)), " and ", bdi(nameAt(edge.b, upto)), el("small", {}, ` ${count(edge.n, "line")} (${edge.there} + ${edge.n - edge.there})`)];
    const made = button("", () => jump(edge.start, edge.end));
    made.append(...words);
    if (edge.relation) made.style.opacity = String(0.75 + 0.25 * edge.relation.score);
    return el("li", {}, made);
  }));
  if (!edges.length) $("web-list").append(el("li", { class: "also" }, talk ? "Nobody has talked to anybody yet." : "Nothing has been said yet of what they are to one another."));
};
for (const [id, which] of [["web-talk", true], ["web-ties", false]]) {
  $(id).addEventListener("click", () => {
    talk = which;
    $("web-talk").setAttribute("aria-pressed", String(talk));
    $("web-ties").setAttribute("aria-pressed", String(!talk));
    refreshWeb();
  });
}
$("web-at").addEventListener("input", (event) => {
  const value = Number(event.target.value);
  slider = value >= 1000 ? null : Math.round((value * raw.length) / 1000);
  refreshWeb();
});
