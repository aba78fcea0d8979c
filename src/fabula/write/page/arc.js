/* Feelings along the story: of one person, or of one toward another. */
const feelingWords = (f, upto, withName = true) => {
  const words = withName && f.who !== null ? [bdi(nameAt(f.who, upto)), ": "] : [];
  words.push(el("b", { class: `f${raw.modes.indexOf(f.mode)}` }, f.emotion));
  if (!["felt", "shown"].includes(f.mode)) words.push(`, ${f.mode}`);
  if (f.toward !== null && people.has(f.toward)) words.push(" toward ", bdi(nameAt(f.toward, upto)));
  words.push(el("small", {}, " “", bdi(cut(clean(slice(f.start, f.end)), 70)), "”"));
  return words;
};
const chooseFrom = (select, ids, first) => {
  const was = select.value;
  const upto = here();
  select.replaceChildren(el("option", { value: "" }, first), ...ids.map((id) => el("option", { value: String(id) }, nameAt(id, upto))));
  if ([...select.options].some((option) => option.value === was)) select.value = was;
};
let arcChosen = false; /* until the reader chooses, the one of whom most is felt */
const refreshArc = () => {
  const upto = here();
  const told = feelings.filter((f) => f.end <= upto || whole);
  const tally = new Map();
  for (const f of told) if (people.has(f.who)) tally.set(f.who, (tally.get(f.who) || 0) + 1);
  const who = [...tally.keys()].sort((a, b) => tally.get(b) - tally.get(a) || byEntrance(a, b)).slice(0, 30);
  chooseFrom($("arc-who"), who, "everybody");
  if (!arcChosen) $("arc-who").value = who.length ? String(who[0]) : "";
  const of = $("arc-who").value;
  const own = told.filter((f) => of === "" || f.who === Number(of));
  const toward = [...new Set(own.map((f) => f.toward).filter((id) => id !== null && people.has(id)))].slice(0, 30);
  chooseFrom($("arc-to"), toward, "anybody");
  const to = $("arc-to").value;
  const shownOnes = own.filter((f) => to === "" || f.toward === Number(to));
  const svg = $("arc");
  svg.replaceChildren();
  $("arc-none").hidden = shownOnes.length > 0;
  svg.toggleAttribute("hidden", !shownOnes.length);
  const x = (offset) => 6 + (308 * offset) / (raw.length || 1);
  const y = (value) => 85 - 55 * value;
  svg.append(el("line", { x1: 6, x2: 314, y1: 85, y2: 85, class: "axis" }),
    el("text", { x: 6, y: 12, class: "label" }, "glad"), el("text", { x: 6, y: 176, class: "label" }, "sorry"));
  /* A smoothed line: each place is the mean of what is felt around it, the nearer the more. */
  if (shownOnes.length > 2) {
    const width = Math.max(raw.length / 24, 1);
    const points = [];
    const last = whole ? raw.length : upto;
    for (let i = 0; i <= 80; i += 1) {
      const at_ = (raw.length * i) / 80;
      if (at_ > last) break;
      let sum = 0;
      let total = 0.35;
      for (const f of shownOnes) {
        if (f.mode === "imagined" || f.mode === "denied" || f.mode === "feigned") continue;
        const weight = Math.exp(-(((f.start - at_) / width) ** 2)) * f.score;
        sum += weight * valence(f.emotion);
        total += weight;
      }
      points.push(`${x(at_).toFixed(1)} ${y(sum / total).toFixed(1)}`);
    }
    svg.append(el("path", { d: `M${points.join("L")}`, class: `line ${of === "" ? "" : `c${of}`}` }));
  }
  const stacked = new Map();
  for (const f of shownOnes.slice(0, 3000)) {
    const side = valence(f.emotion);
    const bin = `${Math.round(x(f.start) / 5)} ${side}`;
    const n = stacked.get(bin) || 0;
    stacked.set(bin, n + 1);
    const dot = el("circle", { cx: x(f.start).toFixed(1), cy: (y(side) - (side < 0 ? -1 : 1) * (Math.min(n, 6) * 4 - 8)).toFixed(1), r: 2.6, class: `mood m${raw.modes.indexOf(f.mode)} ${of === "" && f.who !== null ? `c${f.who}` : of === "" ? "" : `c${of}`}` });
    dot.style.opacity = String(0.35 + 0.65 * f.score);
    dot.append(el("title", {}, `${f.emotion}, ${f.mode}`));
    dot.addEventListener("click", () => jump(f.start, f.end));
    svg.append(dot);
  }
  fill($("arc-list"), shownOnes.slice(0, 400).map((f) => ({ start: f.start, end: f.end, score: f.score, words: feelingWords(f, upto, of === "") })));
};
$("arc-who").addEventListener("change", () => { arcChosen = true; $("arc-to").value = ""; refreshArc(); });
$("arc-to").addEventListener("change", refreshArc);
