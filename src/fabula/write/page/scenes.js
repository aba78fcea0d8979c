/* Scenes: a ribbon under the bar, coloured by whose eyes they are seen through, and a list. */
const sceneNote = (scene, i, upto) => {
  const parts = [`Scene ${i + 1}`];
  if (scene.place) parts.push(clean(scene.place));
  if (scene.time) parts.push(clean(scene.time));
  if (people.has(scene.viewpoint)) parts.push(`seen through ${nameAt(scene.viewpoint, upto)}`);
  return parts.join(", ");
};
const refreshScenes = () => {
  const ribbon = $("ribbon");
  const upto = here();
  const made = scenes.map((scene, i) => {
    const open_ = whole || scene.start < upto;
    const view_ = open_ && people.has(scene.viewpoint) ? `c${scene.viewpoint}` : "";
    const label = open_ ? sceneNote(scene, i, upto) : `Scene ${i + 1}, ahead`;
    const each = button("", () => jump(scene.start), { class: `${view_}${open_ ? "" : " ahead"}`, "aria-label": label, title: label, tabindex: i ? "-1" : "0" });
    each.style.flexGrow = String(Math.max(1, scene.end - scene.start));
    return each;
  });
  const spot = el("i", { "aria-hidden": "true" });
  spot.style.insetInlineStart = `${(100 * place) / (raw.length || 1)}%`;
  const held = [...ribbon.children].indexOf(document.activeElement);
  ribbon.replaceChildren(...made, spot);
  if (held >= 0) ribbon.children[held].focus({ preventScroll: true });
  ribbon.hidden = !scenes.length;
  if ($("view-scenes").hidden) return;
  const seen = scenes.map((scene, i) => ({ scene, i })).filter(({ scene }) => whole || scene.start < upto);
  fill($("scene-list"), seen.map(({ scene, i }) => {
    const present = scene.present.filter((id) => people.has(id) && (whole || (index.get(id).at[0] ?? 0) <= upto));
    return {
      start: scene.start, end: scene.start, kind: people.has(scene.viewpoint) ? `c${scene.viewpoint} seen` : "seen",
      words: [el("b", {}, sceneNote(scene, i, upto)), el("small", {}, ` ${scene.person} person, ${scene.tense}`), el("br"),
        ...(present.length ? [bdi(present.map((id) => nameAt(id, upto)).join(", ")), el("br")] : []), el("small", {}, bdi(cut(clean(slice(scene.start, Math.min(scene.end, upto, scene.start + 90))), 80)))],
    };
  }));
};
$("ribbon").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const all = [...$("ribbon").querySelectorAll("button")];
  const next = by && all[all.indexOf(document.activeElement) + by];
  if (!next) return;
  for (const each of all) each.tabIndex = each === next ? 0 : -1;
  next.focus();
  event.preventDefault();
});
