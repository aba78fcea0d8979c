"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;
  const article = document.querySelector("article");
  const people = $("people");
  root.classList.add("js");

  /* light and dark */
  const store = (value) => {
    try {
      if (value === undefined) return localStorage.getItem("fabula-theme");
      localStorage.setItem("fabula-theme", value);
    } catch { /* a page opened from a file may have no storage */ }
    return null;
  };
  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const turn = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    store(root.dataset.theme);
  };
  const kept = store();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  $("theme").addEventListener("click", turn);

  /* sheets: on a narrow screen the sides open over the text */
  let opener = null;
  const shut = () => {
    for (const side of document.querySelectorAll(".side.open")) side.classList.remove("open");
    for (const button of document.querySelectorAll("[data-open]")) button.setAttribute("aria-expanded", "false");
    if (opener) { opener.focus({ preventScroll: true }); opener = null; }
  };
  const open = (button) => {
    const side = $(button.dataset.open);
    const was = side.classList.contains("open");
    shut();
    if (was) return;
    side.classList.add("open");
    button.setAttribute("aria-expanded", "true");
    opener = button;
    const first = side.querySelector("button, a, summary");
    if (first) first.focus({ preventScroll: true });
  };
  for (const button of document.querySelectorAll("[data-open]")) {
    button.addEventListener("click", () => open(button));
  }
  for (const button of document.querySelectorAll(".close")) button.addEventListener("click", shut);
  $("text").addEventListener("click", () => { if (document.querySelector(".side.open")) shut(); });
  $("contents").addEventListener("click", (event) => { if (event.target.closest("a")) shut(); });

  /* one person's lines */
  const names = new Map();
  for (const who of document.querySelectorAll(".who")) {
    names.set(who.dataset.c, who.querySelector("b").textContent);
  }
  const heading = (node) => {
    const title = node.closest("section").querySelector("h2");
    return title ? title.textContent : "";
  };
  let lines = [];
  let at = -1;
  let chosen = null;

  const clear = () => {
    for (const q of article.querySelectorAll("q.on")) q.classList.remove("on");
    for (const q of article.querySelectorAll("q.here")) q.classList.remove("here");
    article.classList.remove("focus");
    lines = [];
    at = -1;
  };

  const choose = (id) => {
    clear();
    chosen = id;
    const list = $("list");
    list.replaceChildren();
    const spoken = article.querySelectorAll(`q.c${id}`);
    let last = null;
    let chapter = null;
    for (const q of spoken) {
      q.classList.add("on");
      const paragraph = q.closest("p");
      if (last && last.paragraph === paragraph) {
        if (!last.quotes.some((other) => other.contains(q))) last.quotes.push(q);
        continue;
      }
      last = { paragraph, quotes: [q], button: null };
      lines.push(last);
    }
    for (const [i, line] of lines.entries()) {
      const title = heading(line.paragraph);
      if (title !== chapter) {
        chapter = title;
        if (title) {
          const item = document.createElement("li");
          item.className = "chapter";
          item.textContent = title;
          list.append(item);
        }
      }
      const item = document.createElement("li");
      const button = document.createElement("button");
      const words = document.createElement("bdi");
      button.type = "button";
      button.dataset.i = i;
      words.textContent = line.quotes.map((q) => q.textContent).join(" ");
      button.append(words);
      item.append(button);
      list.append(item);
      line.button = button;
    }
    article.classList.add("focus");
    $("whose").textContent = names.get(id) || "";
    $("whose").dir = "auto";
    $("lines").className = `c${id}`;
    $("tally").textContent = lines.length === 1 ? "1 turn" : `${lines.length.toLocaleString("en")} turns`;
    $("cast").hidden = true;
    $("lines").hidden = false;
    people.scrollTop = 0;
    $("whose").focus({ preventScroll: true });
  };

  const everyone = () => {
    const id = chosen;
    clear();
    chosen = null;
    $("lines").hidden = true;
    $("cast").hidden = false;
    const who = people.querySelector(`.who[data-c="${id}"]`);
    if (who) who.focus();
  };

  const jump = (i) => {
    if (!lines.length) return;
    const before = lines[at];
    if (before) {
      before.button.removeAttribute("aria-current");
      for (const q of before.quotes) q.classList.remove("here");
    }
    at = (i + lines.length) % lines.length;
    const line = lines[at];
    for (const q of line.quotes) q.classList.add("here");
    line.button.setAttribute("aria-current", "true");
    line.button.scrollIntoView({ block: "nearest" });
    show(line.paragraph);
  };
  /* Blocks out of sight have guessed heights: look again once they are laid out. */
  const show = (node) => {
    node.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => requestAnimationFrame(() => node.scrollIntoView({ block: "center" })));
  };
  /* n and p begin from where the reader is */
  const nearest = () => {
    const middle = innerHeight / 2;
    let low = 0;
    let high = lines.length;
    while (low < high) {
      const half = (low + high) >> 1;
      if (lines[half].paragraph.getBoundingClientRect().top < middle) low = half + 1; else high = half;
    }
    return low;
  };
  const step = (by) => {
    if (!lines.length) return;
    if (at >= 0) jump(at + by);
    else jump(by > 0 ? nearest() : nearest() - 1);
  };

  people.addEventListener("click", (event) => {
    const who = event.target.closest("button.who");
    if (who) choose(who.dataset.c);
  });
  $("back").addEventListener("click", everyone);
  $("list").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    shut();
    jump(Number(button.dataset.i));
  });

  /* who says this, to whom */
  const tip = $("tip");
  const tell = (q) => {
    const kind = [...q.classList].find((c) => /^c-?\d+$/.test(c));
    if (!kind) { tip.hidden = true; return; }
    const to = (q.dataset.t || "").split(" ").map((id) => names.get(id)).filter(Boolean);
    const speaker = (q.classList.contains("u") ? "perhaps " : "") + names.get(kind.slice(1));
    tip.textContent = to.length ? `${speaker} → ${to.join(", ")}` : speaker;
    tip.hidden = false;
    const box = q.getClientRects()[0];
    const width = tip.offsetWidth;
    const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 48 ? above : box.bottom + 6}px`;
  };
  article.addEventListener("pointerover", (event) => {
    const q = event.target.closest("q");
    if (q) tell(q); else tip.hidden = true;
  });
  article.addEventListener("pointerleave", () => { tip.hidden = true; });
  addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

  /* keys */
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      tip.hidden = true;
      if (document.querySelector(".side.open")) shut();
      else if (chosen !== null) everyone();
    } else if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
    else if (event.key === "t") turn();
    else return;
    event.preventDefault();
  });

  /* which chapter is in sight */
  const links = new Map();
  for (const link of document.querySelectorAll("#contents a")) links.set(link.hash.slice(1), link);
  if (links.size && "IntersectionObserver" in window) {
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute("aria-current");
        const link = links.get(entry.target.id);
        if (link) link.setAttribute("aria-current", "true");
      }
    }, { rootMargin: "-20% 0px -75% 0px" });
    for (const section of article.children) observer.observe(section);
  }
})();
