/* Small helpers, what is kept between visits, light and dark. */
const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const article = document.querySelector("article");
root.classList.add("js");

/* An element of a tag with attributes and children (text is only ever text). */
const el = (tag, attributes = {}, ...children) => {
  const svg = ["svg", "g", "path", "circle", "line", "text", "title", "rect"].includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "onclick") made.addEventListener("click", value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
};
const clean = (name) => name.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
const bdi = (text) => el("bdi", {}, clean(text));
const button = (label, onclick, attributes = {}) => el("button", { type: "button", onclick, ...attributes }, label);
const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text);
const say = (words) => { $("said").textContent = words; };

/* The number of the first of a list that passes, where all after it do. */
const firstOf = (list, passes) => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const half = (low + high) >> 1;
    if (passes(list[half])) high = half; else low = half + 1;
  }
  return low;
};
/* How many of an ascending list are below a value. */
const below = (list, value) => firstOf(list, (each) => each >= value);

const keep = (name, value) => {
  try {
    if (value === undefined) return localStorage.getItem(`fabula-${name}`);
    localStorage.setItem(`fabula-${name}`, value);
  } catch { /* a page opened from a file may have no storage */ }
  return null;
};

const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
const turn = () => {
  root.dataset.theme = dark() ? "light" : "dark";
  keep("theme", root.dataset.theme);
};
if (["dark", "light"].includes(keep("theme"))) root.dataset.theme = keep("theme");
$("theme").addEventListener("click", turn);

/* Sheets: on a narrow screen the sides open over the text. */
let opener = null;
const shut = () => {
  for (const side of document.querySelectorAll(".side.open")) side.classList.remove("open");
  for (const each of document.querySelectorAll("[data-open]")) each.setAttribute("aria-expanded", "false");
  if (opener) { opener.focus({ preventScroll: true }); opener = null; }
};
const open = (by) => {
  const side = $(by.dataset.open);
  const was = side.classList.contains("open");
  shut();
  if (was) return;
  side.classList.add("open");
  by.setAttribute("aria-expanded", "true");
  opener = by;
  const first = side.querySelector("button:not([hidden]), a, summary");
  if (first) first.focus({ preventScroll: true });
};
for (const each of document.querySelectorAll("[data-open]")) each.addEventListener("click", () => open(each));
for (const each of document.querySelectorAll(".side .close")) each.addEventListener("click", shut);
$("text").addEventListener("click", () => { if (document.querySelector(".side.open")) shut(); });
$("contents").addEventListener("click", (event) => { if (event.target.closest("a")) shut(); });
