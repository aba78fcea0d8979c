/* The panels, the switch, the keys; then all begins. */
const views = ["cast", "web", "arc", "scenes", "search", "fixes"];
const refreshers = { cast: () => { if (chosen === null) refreshCast(); }, web: refreshWeb, arc: refreshArc, scenes: () => {}, search, fixes: () => {} };
let current = "cast";
const view = (name, focus = false) => {
  current = name;
  for (const each of views) {
    const tab = $(`tab-${each}`);
    tab.setAttribute("aria-selected", String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
    $(`view-${each}`).hidden = each !== name;
  }
  if (focus) $(`tab-${name}`).focus();
  refresh();
};
for (const each of views) $(`tab-${each}`).addEventListener("click", () => view(each));
document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  view(views[(views.indexOf(current) + by + views.length) % views.length], true);
  event.preventDefault();
});
/* What has changed is told anew: the ribbon always, else only the panel in sight. */
const refresh = (all = false) => {
  refreshScenes();
  refreshers[current]();
  refreshFixes();
  if (all) { refreshMargin(); redraw(inView); }
};

$("whole").checked = keep("whole") === "yes";
const setWhole = (value) => {
  whole = value;
  $("whole").checked = value;
  $("sofar").textContent = value ? "everything is told" : "only what has been read";
  keep("whole", value ? "yes" : "no");
  if (shown) hide();
  if (chosen !== null) choose(String(chosen));
  refresh(true);
};
$("whole").addEventListener("change", (event) => setWhole(event.target.checked));

let settling = 0;
addEventListener("scroll", () => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    const now = placeInSight();
    if (now === place) return;
    place = now;
    refresh();
  }, 140);
}, { passive: true });

const legend = $("legend");
const openLegend = () => { if (!legend.open) legend.showModal(); };
$("help").addEventListener("click", openLegend);
let keysOn = keep("keys") !== "off";
$("keys-on").checked = keysOn;
$("keys-on").addEventListener("change", (event) => { keysOn = event.target.checked; keep("keys", keysOn ? "on" : "off"); });

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || legend.open) return;
  if (event.key === "Escape") {
    if (!card.hidden) { hide(); mark("goal", []); } else if (document.querySelector(".side.open")) shut();
    else if (chosen !== null) everyone();
    mark("goal", []);
    return;
  }
  if (event.target.closest("input, select, textarea") && event.target.type !== "checkbox") return;
  if (event.key === "Enter" && shown && !card.contains(event.target) && event.target === document.body) {
    card.querySelector("button")?.focus();
    event.preventDefault();
    return;
  }
  if (!keysOn) return;
  const act = {
    j: () => stepName(1), k: () => stepName(-1), n: () => stepLine(1), p: () => stepLine(-1), t: turn,
    w: () => setWhole(!whole), "?": openLegend,
    "/": () => { view("search"); if (getComputedStyle(panel).visibility === "hidden") open(document.querySelector("[data-open=people]")); $("find").focus(); },
  }[event.key] || (/^[1-6]$/.test(event.key) ? () => view(views[event.key - 1], true) : null);
  if (!act) return;
  act();
  event.preventDefault();
});

/* which chapter is in sight */
const chapters = new Map();
for (const each of document.querySelectorAll("#contents a")) chapters.set(each.hash.slice(1), each);
if (chapters.size) {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const each of chapters.values()) each.removeAttribute("aria-current");
      chapters.get(entry.target.id)?.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  for (const section of article.children) observer.observe(section);
}

try { fixes = JSON.parse(keep(KEPT) || "[]").filter((fix) => fix && perform[fix.do]); } catch { fixes = []; }
whole = $("whole").checked;
place = 0;
rebuild();
place = placeInSight();
changed(true);
$("sofar").textContent = whole ? "everything is told" : "only what has been read";
startMarks();
follow();
