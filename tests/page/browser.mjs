// What the page does in a real browser. Prints one JSON line for each claim: {name, ok, error, ms}.
//   node browser.mjs FOLDER      FOLDER holds the pages that test_page.py wrote
// NODE_FOLDER is where playwright-core and axe-core are installed; CHROMIUM the browser.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import assert from "node:assert/strict";

const need = createRequire(`${process.env.NODE_FOLDER}/x.js`);
const { chromium } = need("playwright-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const folder = process.argv[2];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

const open = async (name, options = {}, hash = "") => {
  const context = await browser.newContext({ viewport: { width: 1300, height: 800 }, acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.faults = [];
  page.asked = [];
  page.on("pageerror", (error) => page.faults.push(error.message));
  page.on("console", (message) => { if (message.type() === "error") page.faults.push(message.text()); });
  page.on("request", (request) => page.asked.push(request.url()));
  page.on("dialog", (dialog) => { page.faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(pathToFileURL(`${folder}/${name}.html`).href + hash, { timeout: 120_000 });
  page.close_ = () => context.close();
  return page;
};
/* Where words stand in the window, for the nth time in the text. */
const spot = (page, words, nth = 0) => page.evaluate(([w, n]) => {
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    for (let at = text.data.indexOf(w); at >= 0; at = text.data.indexOf(w, at + 1)) {
      if (n-- > 0) continue;
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + w.length);
      text.parentElement.scrollIntoView({ block: "center" });
      const box = range.getClientRects()[0];
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    }
  }
  throw new Error(`no ${w}`);
}, [words, nth]);
const settle = (page) => page.waitForTimeout(260);
const card = async (page, words, nth = 0) => {
  const was = await spot(page, words, nth);
  await settle(page);
  const { x, y } = await spot(page, words, nth);
  await page.mouse.move(x - 3, y);
  await page.mouse.move(x, y);
  await page.waitForSelector("#hover:not([hidden])", { timeout: 3000 });
  return { text: await page.innerText("#hover"), x, y, was };
};
const panel = async (page, name) => { await page.click(`#tab-${name}`); await settle(page); };
/* To the very end: what is not laid out yet has a guessed height, so that the end may move on. */
const end = async (page) => {
  for (let was = -1, now = 0; now > was;) {
    was = now;
    now = await page.evaluate(() => { scrollTo(0, document.documentElement.scrollHeight); return scrollY; });
    await settle(page);
  }
  await settle(page);
};

const only = process.argv[3];
const check = async (name, body) => {
  if (only && !name.includes(only)) return;
  const start = Date.now();
  let error = null;
  try { await body(); } catch (caught) { error = String(caught.stack || caught).slice(0, 1500); }
  process.stdout.write(`${JSON.stringify({ name, ok: error === null, error, ms: Date.now() - start })}\n`);
};

await check("every page opens, asks for nothing from outside and runs without a fault", async () => {
  for (const file of readdirSync(folder).filter((each) => each.endsWith(".html") && !each.startsWith("before"))) {
    const page = await open(file.slice(0, -5));
    await page.keyboard.press("j");
    for (const tab of ["web", "arc", "scenes", "search", "fixes", "cast"]) await page.click(`#tab-${tab}`);
    await page.click(".switch");
    assert.deepEqual(page.faults, [], file);
    assert.ok(page.asked.every((url) => url.startsWith("file:")), page.asked.join());
    await page.close_();
  }
});

await check("a name or pronoun under the pointer has a card that says who it is", async () => {
  const page = await open("ferry");
  const { text } = await card(page, "Nell Ardagh");
  assert.match(text, /Nell Ardagh/);
  assert.match(text, /first seen here/);
  await page.mouse.move(10, 400);
  await page.waitForSelector("#hover", { state: "hidden" });
  assert.match((await card(page, "She", 0)).text, /Nell Ardagh[\s\S]*last seen in this paragraph/);
  await page.close_();
});

await check("a card tells only what stands up to its line, and the switch lifts that", async () => {
  const page = await open("ferry");
  const early = (await card(page, "Nell Ardagh")).text;
  assert.doesNotMatch(early, /Nelly/);
  assert.match(early, /3 mentions/);
  await page.mouse.move(5, 5);
  await page.keyboard.press("w");
  await settle(page);
  const all = (await card(page, "Nell Ardagh")).text;
  assert.match(all, /Nelly/);
  assert.match(all, /7 mentions/);
  assert.match(all, /Davy was Nell Ardagh’s brother \(since: at four; until: Get in\)/);
  await page.close_();
});

await check("no card, count, name or alias before a place changes with the text after it", async () => {
  const told = async (name, n) => {
    const page = await open(name);
    const out = await page.evaluate(async (most) => {
      const all = [];
      for (let i = 0; i < most; i += 1) {
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true }));
        // Of the strip, that it ends where the reader is; how wide the story is must show.
        all.push(`${document.getElementById("hover").innerText} ${document.getElementById("said").textContent}`);
        if (i % 20 === 0) await new Promise((done) => requestAnimationFrame(done));
      }
      return all;
    }, n);
    await page.close_();
    return out;
  };
  const counts = JSON.parse(readFileSync(`${folder}/before.json`, "utf8"));
  assert.ok(counts.length >= 8);
  let differ = 0;
  for (const [i, [same]] of counts.entries()) {
    const some = Math.min(same, 90);
    const [one, other] = [await told(`before_${i}_a`, some + 3), await told(`before_${i}_b`, some + 3)];
    assert.deepEqual(one.slice(0, some), other.slice(0, some), `pair ${i}`);
    assert.ok(new Set(one).size > 3);
    if (same === some) differ += Number(one.join() !== other.join());
  }
  assert.ok(differ > 0, "after the place they do differ");
});

await check("no panel or margin tells of feelings, ties, counts or scenes after the line in sight", async () => {
  const told = async (name, paragraphs) => {
    const page = await open(name, { viewport: { width: 1300, height: 360 } });
    const past = () => page.evaluate((n) => {
      const { bottom } = document.getElementById(`p${n}`).getBoundingClientRect();
      scrollBy({ top: bottom - innerHeight + 12, behavior: "instant" });
      return document.getElementById(`p${n + 1}`).getBoundingClientRect().top >= innerHeight - 24;
    }, paragraphs);
    await past();
    await settle(page);
    const fits = await past();
    await settle(page);
    const out = await page.evaluate(async (n) => {
      const text = (id) => document.getElementById(id).innerText;
      const press = (id) => document.getElementById(id).click();
      const all = { margin: [], people: [] };
      for (let i = 1; i <= n; i += 1) all.margin.push(document.getElementById(`p${i}`).dataset.s ?? "");
      all.notes = [...document.querySelectorAll(".note[title]")].filter((note) => note.getBoundingClientRect().bottom < innerHeight - 24).map((note) => note.title);
      all.cast = text("view-cast");
      press("tab-web");
      press("web-talk");
      const graph = () => text("web-list") + document.getElementById("web").textContent;
      all.talk = graph();
      press("web-ties");
      all.ties = graph();
      press("tab-arc");
      all.arc = text("arc-list");
      document.getElementById("arc-who").value = "";
      document.getElementById("arc-who").dispatchEvent(new Event("change"));
      all.everybody = text("arc-list") + document.getElementById("arc-who").innerText + document.getElementById("arc-to").innerText;
      press("tab-scenes");
      all.scenes = text("scene-list");
      press("tab-cast");
      for (const each of document.querySelectorAll("#cast li:not([hidden]) button.who")) {
        each.click();
        for (const group of document.querySelectorAll("#about details")) group.open = true;
        all.people.push(text("view-cast"));
        press("back");
      }
      return all;
    }, paragraphs);
    await page.close_();
    return { fits, out };
  };
  const counts = JSON.parse(readFileSync(`${folder}/before.json`, "utf8"));
  const seen = { compared: 0 };
  for (const [i, [, paragraphs]] of counts.entries()) {
    const [one, other] = [await told(`before_${i}_a`, paragraphs), await told(`before_${i}_b`, paragraphs)];
    if (!one.fits || !other.fits) continue;
    assert.deepEqual(one.out, other.out, `pair ${i}`);
    seen.compared += 1;
    for (const [key, value] of Object.entries(one.out)) seen[key] = (seen[key] ?? 0) + value.length;
  }
  assert.ok(seen.compared >= 6, `${seen.compared} of ${counts.length} pairs`);
  for (const [key, length] of Object.entries(seen)) assert.ok(length > 0, `nothing to compare: ${key}`);
});

await check("names of the whole story do not show before the script knows what has been read", async () => {
  const late = readFileSync(`${folder}/ferry.html`, "utf8").replace("<script>", "<script>/* changed: the policy stops it */");
  writeFileSync(`${folder}/before_script.html`, late);
  const page = await open("before_script");
  const shown = () => page.evaluate(() => [getComputedStyle(document.getElementById("cast")).visibility,
    getComputedStyle(document.querySelector("p[data-s]"), "::before").visibility]);
  assert.deepEqual(await shown(), ["hidden", "hidden"]);
  await page.goto(pathToFileURL(`${folder}/ferry.html`).href);
  assert.deepEqual(await shown(), ["visible", "visible"]);
  await page.close_();
});

await check("the cast beside the text tells only of those who have come in", async () => {
  const page = await open("long");
  await settle(page);
  const names = () => page.$$eval("#cast li:not([hidden]) .who b", (all) => all.map((b) => b.textContent));
  // By whom, not by which name: "my brother" is Davy from a line on that may lie at the screen's edge.
  const people = () => page.$$eval("#cast li:not([hidden])", (all) => all.map((li) => li.querySelector("button.who").dataset.c));
  const first = await people();
  assert.ok(first.every(Boolean), first.join());
  assert.ok(!(await names()).includes("Zacharias Quill"), (await names()).join());
  await end(page);
  assert.ok((await names()).includes("Zacharias Quill"), (await names()).join());
  await page.evaluate(() => scrollTo(0, 0));
  await settle(page);
  await settle(page);
  assert.deepEqual(await people(), first);
  const groups = () => page.$$eval("#cast details:not([hidden]) summary", (all) => all.map((each) => each.textContent.replace(/ .*\d+$/, "")));
  assert.ok((await groups()).every((title) => title.startsWith("Have")), (await groups()).join());
  await page.click(".switch");
  assert.ok((await names()).includes("Zacharias Quill"));
  await page.close_();
});

await check("a tap opens the card on a phone, and the panel is a sheet", async () => {
  const page = await open("ferry", { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true });
  await spot(page, "Tom Weir");
  await settle(page);
  const { x, y } = await spot(page, "Tom Weir");
  await page.touchscreen.tap(x, y);
  await page.waitForSelector("#hover:not([hidden])");
  assert.match(await page.innerText("#hover"), /Tom Weir/);
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.deepEqual(width, [390, 390], "no sideways scroll");
  await page.tap("#hover .close");
  await page.tap("[data-open=people]");
  await page.waitForSelector("#cast", { timeout: 3000 });
  await page.tap("#people .close");
  await page.close_();
});

await check("the keyboard reaches every card, its buttons and the panels", async () => {
  const page = await open("ferry");
  await page.keyboard.press("j");
  assert.match(await page.innerText("#hover"), /Nell Ardagh/);
  assert.match(await page.textContent("#said"), /Nell Ardagh/);
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.match(await page.innerText("#hover"), /first seen here/);
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.closest("#hover") !== null), true);
  await page.keyboard.press("Escape");
  assert.equal(await page.isVisible("#hover"), false);
  await page.keyboard.press("4");
  assert.equal(await page.getAttribute("#tab-scenes", "aria-selected"), "true");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.getAttribute("#tab-search", "aria-selected"), "true");
  await page.keyboard.press("?");
  assert.equal(await page.evaluate(() => document.getElementById("legend").open), true);
  await page.click("#legend .switch");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("j");
  assert.equal(await page.isVisible("#hover"), false, "shortcuts can be turned off");
  await page.close_();
});

await check("a line says who speaks to whom", async () => {
  const page = await open("ferry");
  const { text } = await card(page, "“I can see that,”");
  assert.match(text, /Nell Ardagh[\s\S]*to the old man on the bollard[\s\S]*named beside it/);
  await page.close_();
});

await check("one person's lines are listed and n and p go through them", async () => {
  const page = await open("ferry");
  await page.click(".switch");
  await page.click("button.who[data-c='0']");
  assert.equal(await page.$$eval("#list button", (all) => all.length), 3);
  await page.keyboard.press("n");
  assert.match(await page.$eval("q.here", (q) => q.textContent), /I can see that|sober|brother/);
  await page.keyboard.press("Escape");
  assert.ok(await page.isVisible("#cast"));
  await page.close_();
});

await check("feelings stand in the margin, hidden and feigned ones in their own way", async () => {
  const page = await open("ferry");
  await page.waitForSelector(".note");
  const notes = await page.$$eval(".notes .note", (all) => all.map((note) => [note.textContent, note.className.split(" ")[1], note.style.opacity]));
  assert.deepEqual(notes.map(([word]) => word), ["calm", "fear"]);
  assert.equal(notes[0][1], "f3");
  assert.ok(Number(notes[0][2]) < 1, "a doubtful mark is paler");
  assert.ok(await page.evaluate(() => CSS.highlights.has("f-feigned")));
  await page.close_();
});

await check("the graph of talk and of ties grows with the slider", async () => {
  const page = await open("ferry");
  await page.click(".switch");
  await panel(page, "web");
  const nodes = () => page.$$eval("#web .dot text", (all) => all.map((text) => text.textContent).sort());
  assert.deepEqual((await nodes()).map((name) => name.slice(0, 11)), ["Nell Ardagh", "Tom Weir", "the old man"]);
  await page.$eval("#web-at", (input) => { input.value = "400"; input.dispatchEvent(new Event("input")); });
  assert.equal((await nodes()).length, 2);
  await page.click("#web-ties");
  await page.$eval("#web-at", (input) => { input.value = "1000"; input.dispatchEvent(new Event("input")); });
  assert.match(await page.innerText("#web-list"), /Davy was Nell Ardagh’s brother \(since: at four; until: Get in\)/);
  await page.close_();
});

await check("the arc of feelings leads to its lines", async () => {
  const page = await open("ferry");
  await page.click(".switch");
  await panel(page, "arc");
  assert.equal(await page.$$eval("#arc .mood", (all) => all.length), 2);
  await page.click("#arc-list button");
  assert.match(page.url(), /#p\d+:\d+-\d+$/);
  await page.close_();
});

await check("scenes are a ribbon and a list", async () => {
  const page = await open("ferry");
  assert.equal(await page.$$eval("#ribbon button", (all) => all.length), 2);
  await page.click(".switch");
  await panel(page, "scenes");
  const text = await page.innerText("#scene-list");
  assert.match(text, /Scene 1, the slip, seen through Nell Ardagh/);
  assert.match(text, /third person, past/);
  await page.close_();
});

await check("search finds words whatever their case, accents and apostrophes", async () => {
  const page = await open("ferry");
  await page.click(".switch");
  await page.keyboard.press("/");
  await page.keyboard.type("HE'S T");
  await settle(page);
  assert.match(await page.textContent("#found"), /^1 place/);
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#p\d+:\d+-\d+$/);
  await page.close_();
});

await check("an address with a line leads there", async () => {
  const page = await open("long", {}, "#p60:2-9");
  await settle(page);
  const box = await page.$eval("#p60", (p) => p.getBoundingClientRect().top);
  assert.ok(box > 0 && box < 800, String(box));
  assert.ok(await page.evaluate(() => CSS.highlights.has("goal")));
  await page.close_();
});

await check("corrections are seen at once and downloaded as a file that fabula reads", async () => {
  const page = await open("ferry", { viewport: { width: 1300, height: 1400 } });
  await page.click(".switch");
  const correct = async (words, nth = 0) => {
    const { x, y } = await card(page, words, nth);
    await page.mouse.click(x, y);
    await page.click("#hover button:has-text('Correct')");
  };
  await correct("No,”");
  await page.selectOption("#hover select >> nth=0", { label: "Nell Ardagh" });
  await page.click("#hover button:has-text('Set') >> nth=0");
  assert.equal(await page.$eval("q[data-q='7']", (q) => q.className), "c0");
  await correct("He’s Tom.”");
  await page.click("#hover button:has-text('not speech')");
  assert.equal(await page.$eval("q[data-q='6']", (q) => q.className), "");
  await correct("the old man on the bollard");
  await page.fill("#hover input[type=text]", "Amos “Pike” \\ Ash");
  await page.click("#hover button:has-text('Rename')");
  await correct("Davy");
  await page.selectOption("#hover select >> nth=0", { label: "Amos “Pike” \\ Ash" });
  await page.click("#hover button:has-text('Merge')");
  await correct("Is he sober?”");
  await page.fill("#hover input[type=text]", "Cook");
  await page.click("#hover button:has-text('Add')");
  await correct("My brother is over there");
  assert.deepEqual(await page.$$eval("#hover .several input:checked", (all) => all.map((box) => box.parentElement.textContent.trim())), ["Tom Weir"]);
  await page.check("#hover .several label:has-text('Davy') input");
  await page.click("#hover button:has-text('Set') >> nth=1");
  assert.match(await page.innerText("#fix-list"), /My brother is over there,” is said to Tom Weir, Davy/);
  assert.equal(await page.$$eval("#fix-list li", (all) => all.length), 7);
  assert.match(await page.innerText("#fix-list"), /Cook is one of the people[\s\S]*is said by Cook/);
  const classes = await page.$$eval("article q", (all) => all.map((q) => [Number(q.dataset.q), q.className.split(" ")[0]]));
  writeFileSync(`${folder}/ferry.classes.json`, JSON.stringify(classes));
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#fix-save")]);
  assert.equal(download.suggestedFilename(), "ferry.fixes.toml");
  await download.saveAs(`${folder}/ferry.fixes.toml`);
  await page.click("#fix-list button >> nth=0");
  assert.equal(await page.$eval("q[data-q='7']", (q) => q.className), "c2");
  await page.reload();
  assert.equal(await page.textContent("#tab-fixes"), "Fixes (6)", "kept for the next visit");
  assert.deepEqual(page.faults, []);
  await page.close_();
});

await check("a correction kept since before the text was edited finds its line by what stands around it", async () => {
  const page = await open("ferry", { viewport: { width: 1300, height: 1400 } });
  await page.click(".switch");
  const { x, y } = await card(page, "No,”");
  await page.mouse.click(x, y);
  await page.click("#hover button:has-text('Correct')");
  await page.selectOption("#hover select >> nth=0", { label: "Nell Ardagh" });
  await page.click("#hover button:has-text('Set') >> nth=0");
  const after = async (edit) => {
    await page.evaluate((change) => {
      const name = Object.keys(localStorage).find((each) => each.startsWith("fabula-fixes-"));
      localStorage.setItem(name, JSON.stringify(JSON.parse(localStorage.getItem(name)).map((fix) => ({ ...fix, ...change }))));
    }, edit);
    await page.reload();
    return page.$eval("q[data-q='7']", (q) => q.className);
  };
  assert.equal(await after({ nth: 4 }), "c0", "three more such lines stood before it");
  assert.equal(await after({ before: "Elsewhere entirely.", after: "said a stranger." }), "c2", "another line of the same words");
  assert.deepEqual(page.faults, []);
  await page.close_();
});

await check("hostile text runs nothing and breaks no layout", async () => {
  for (const viewport of [{ width: 1300, height: 800 }, { width: 390, height: 780 }]) {
    const page = await open("hostile", { viewport });
    for (let i = 0; i < 12; i += 1) await page.keyboard.press("j");
    await page.keyboard.press("Escape");
    for (const key of ["w", "2", "3", "4", "6", "1"]) await page.keyboard.press(key);
    await settle(page);
    assert.deepEqual(page.faults, []);
    assert.equal(await page.evaluate(() => document.querySelectorAll("article script, article img, img, iframe").length), 0);
    const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width[0] <= width[1], `sideways scroll ${width}`);
    await page.close_();
  }
});

await check("nothing is amiss for assistive technology", async () => {
  for (const [colorScheme, name] of [["light", "ferry"], ["dark", "harbour"]]) {
    const page = await open(name, { colorScheme, bypassCSP: true });
    await page.evaluate(axe);
    const look = async (where) => {
      const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      const told = found.violations.map((v) => `${where}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 3).join(" | ")}`);
      assert.deepEqual(told, []);
    };
    await look("at first");
    await page.click(".switch");
    for (const tab of ["web", "arc", "scenes", "search", "fixes"]) { await panel(page, tab); await look(tab); }
    await page.keyboard.press("j");
    await look("card");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await look("legend");
    await page.close_();
  }
});

await check("without script the text and the cast are there", async () => {
  const page = await open("ferry", { javaScriptEnabled: false });
  assert.ok(await page.isVisible("text=Get in, Nelly"));
  assert.ok(await page.isVisible("#cast >> text=Tom Weir"));
  assert.equal(await page.isVisible("#whole"), false);
  await page.close_();
});

await check("a printed page has the text and no controls", async () => {
  const page = await open("ferry");
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.isVisible(".bar"), false);
  assert.equal(await page.isVisible("#people"), false);
  assert.ok(await page.isVisible("text=Get in, Nelly"));
  await page.close_();
});

await check("a whole novel has all that a story has, without delay", async () => {
  const page = await open("novel", {}, "#p1200:0-12");
  await settle(page);
  const top = await page.$eval("#p1200", (p) => p.getBoundingClientRect().top);
  assert.ok(Math.abs(top - 320) < 60, `the link leads to ${top}`);
  await page.keyboard.press("j");
  assert.match(await page.innerText("#hover"), /mention/);
  await page.keyboard.press("Escape");
  assert.ok((await page.$$eval("#contents li", (all) => all.length)) >= 135);
  const early = await page.$$eval("#cast li:not([hidden])", (all) => all.length);
  const slow = [];
  const timed = async (name, act) => {
    const start = Date.now();
    await act();
    const took = await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => done()); })).then(() => Date.now() - start);
    if (took > 8000) slow.push(`${name} ${took} ms`);
  };
  await timed("whole story", () => page.keyboard.press("w"));
  assert.ok((await page.$$eval("#cast li:not([hidden])", (all) => all.length)) > early);
  for (const tab of ["web", "arc", "scenes"]) await timed(tab, () => page.click(`#tab-${tab}`));
  await page.click("#tab-web");
  const ring = () => page.$$eval("#web .dot", (all) => all.length);
  const all = await ring();
  await page.$eval("#web-at", (input) => { input.value = "10"; input.dispatchEvent(new Event("input")); });
  assert.ok((await ring()) < all, "the slider goes back along the story");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  await page.keyboard.type("harpoon");
  await timed("search", () => page.waitForFunction(() => /place/.test(document.getElementById("found").textContent)));
  assert.match(await page.textContent("#found"), /^\d{3} places, the first 200 shown/);
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#p\d+:\d+-\d+$/);
  await page.click("#tab-cast");
  await page.click("#cast li:not([hidden]) button.who");
  await page.keyboard.press("n");
  assert.equal(await page.$$eval("q.here", (found) => found.length > 0), true);
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.deepEqual(width, [1300, 1300]);
  assert.deepEqual(slow, []);
  assert.deepEqual(page.faults, []);
  await page.close_();
});

await check("of a whole novel only what is near the window is laid out, at first and while it scrolls", async () => {
  /* What makes it paint early and scroll smoothly; how fast it does is for evaluation/page.mjs. */
  const page = await open("novel");
  await settle(page);
  const seen = () => page.evaluate(() => {
    const blocks = [...document.querySelectorAll(".b")];
    return { all: blocks.length, laid: blocks.filter((b) => b.firstElementChild.checkVisibility({ contentVisibilityAuto: true })).length };
  });
  const first = await seen();
  assert.ok(first.all > 100, `${first.all} blocks`);
  assert.ok(first.laid > 0 && first.laid <= 12, `${first.laid} of ${first.all} laid out`);
  const far = await page.evaluate(() => new Promise((done) => {
    let frames = 0;
    const tick = () => {
      scrollBy({ top: 400, behavior: "instant" });
      if ((frames += 1) < 60) requestAnimationFrame(tick); else requestAnimationFrame(() => done(scrollY));
    };
    requestAnimationFrame(tick);
  }));
  assert.ok(far > 20_000, `scrolled to ${far}`);
  const later = await seen();
  assert.ok(later.laid > 0 && later.laid <= 12, `${later.laid} of ${later.all} laid out after scrolling`);
  await page.close_();
});

await browser.close();
