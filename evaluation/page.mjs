// Measures a page that fabula wrote, in headless Chromium with its processor slowed down:
//   node evaluation/page.mjs PAGE.html [runs=5] [slowdown=4] [width=1300] [height=800]
// Needs playwright-core (`python3 scripts/test.py --browser` installs it); CHROMIUM names the browser.
// Prints, as medians over the runs (and the range): the size; first contentful paint and when the
// script is done, from the start of the navigation; frame times while the whole book goes by, from
// its first line to its last at `step` pixels a frame; tasks over 50 ms during that. A machine that
// is busy with other work makes all of these worse, so the load is printed too, and beside it what
// does not depend on that: the processor time that the page's own thread took for each frame (from
// the browser's trace, not slowed down), times the slowdown.
import { statSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../build/node/x.js", import.meta.url))("playwright-core");

const [file, ...rest] = process.argv.slice(2);
if (!file) {
  process.stderr.write("node evaluation/page.mjs PAGE.html [runs=5] [slowdown=4] [width=1300] [height=800] [step=60]\n");
  process.exit(2);
}
const options = { runs: 5, slowdown: 4, width: 1300, height: 800, step: 60 };
for (const each of rest) {
  const [name, value] = each.split("=");
  if (!(name in options) || !(Number(value) > 0)) throw new Error(`no such option: ${each}`);
  options[name] = Number(value);
}

const load = () => loadavg()[0].toFixed(1);
const loadBefore = load();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const fresh = async (slowdown) => {
  const tab = await browser.newPage({ viewport: { width: options.width, height: options.height } });
  const client = await tab.context().newCDPSession(tab);
  await client.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  await tab.goto(pathToFileURL(resolve(file)).href);
  await tab.waitForTimeout(1500);
  return { tab, client };
};
/* From where the page is to its end. */
const scrollBook = (tab) => tab.evaluate((step) => new Promise((done) => {
  const gaps = [];
  const tasks = [];
  new PerformanceObserver((list) => { for (const each of list.getEntries()) tasks.push(each.duration); }).observe({ type: "longtask" });
  let last = performance.now();
  const tick = (now) => {
    gaps.push(now - last);
    last = now;
    const before = scrollY;
    scrollBy({ top: step, behavior: "instant" });
    // Blocks not laid out yet have guessed heights: the end is where it goes no further.
    if (scrollY > before) requestAnimationFrame(tick);
    else setTimeout(() => done({ gaps: gaps.slice(2), tasks, height: document.documentElement.scrollHeight }), 300);
  };
  requestAnimationFrame(tick);
}), options.step);
const once = async () => {
  const { tab } = await fresh(options.slowdown);
  const start = await tab.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    ready: performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
  }));
  const scroll = await scrollBook(tab);
  await tab.close();
  return { ...start, ...scroll };
};
/* Processor milliseconds of the page's own thread between one frame and the next. */
const processor = async () => {
  const { tab, client } = await fresh(1);
  const events = [];
  client.on("Tracing.dataCollected", ({ value }) => { for (const each of value) if (each.ph === "X") events.push(each); });
  await client.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "cc"], excludedCategories: ["*"] } });
  await scrollBook(tab);
  const over = new Promise((done) => { client.on("Tracing.tracingComplete", done); });
  await client.send("Tracing.end");
  await over;
  await tab.close();
  const begun = events.filter((each) => each.name === "ProxyMain::BeginMainFrame").sort((a, b) => a.ts - b.ts);
  const { pid, tid } = begun[0];
  const frames = new Array(begun.length).fill(0);
  let i = 0;
  for (const task of events.filter((each) => each.name.endsWith("RunTask") && each.pid === pid && each.tid === tid).sort((a, b) => a.ts - b.ts)) {
    while (i + 1 < begun.length && begun[i + 1].ts <= task.ts + task.dur) i += 1;
    frames[i] += (task.tdur ?? 0) / 1000;
  }
  return frames.slice(2);
};

/* Processor milliseconds of the page's own thread before its first contentful paint. */
const beforePaint = async () => {
  const tab = await browser.newPage({ viewport: { width: options.width, height: options.height } });
  const client = await tab.context().newCDPSession(tab);
  const events = [];
  client.on("Tracing.dataCollected", ({ value }) => { events.push(...value); });
  await client.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "loading"], excludedCategories: ["*"] } });
  await tab.goto(pathToFileURL(resolve(file)).href);
  await tab.waitForTimeout(1500);
  const over = new Promise((done) => { client.on("Tracing.tracingComplete", done); });
  await client.send("Tracing.end");
  await over;
  await tab.close();
  const painted = events.filter((each) => each.name === "firstContentfulPaint").sort((a, b) => a.ts - b.ts).pop();
  return events.filter((each) => each.ph === "X" && each.pid === painted.pid && each.tid === painted.tid && each.name.endsWith("RunTask") && each.ts < painted.ts)
    .reduce((sum, each) => sum + (each.tdur ?? 0), 0) / 1000;
};

const runs = [];
const early = [];
for (let i = 0; i < options.runs; i += 1) {
  runs.push(await once());
  early.push((await beforePaint()) * options.slowdown);
}
const own = (await processor()).map((each) => each * options.slowdown);
await browser.close();

const sorted = (list) => [...list].sort((a, b) => a - b);
const at = (list, part) => sorted(list)[Math.min(list.length - 1, Math.floor(part * list.length))] ?? 0;
const tell = (name, values, digits, unit) => {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((v) => v.toFixed(digits));
  process.stdout.write(`${name.padEnd(26)} ${at(values, 0.5).toFixed(digits)} ${unit} (${low} to ${high})\n`);
};
process.stdout.write(`${options.runs} runs, ${options.slowdown} times slowed down, ${options.width} by ${options.height} pixels, `
  + `${availableParallelism()} processors, load ${loadBefore} before and ${load()} after\n`);
process.stdout.write(`${"size".padEnd(26)} ${(statSync(file).size / 1e6).toFixed(2)} MB\n`);
tell("first contentful paint", runs.map((r) => r.paint), 0, "ms");
tell("its processor time", early, 0, `ms before it, times ${options.slowdown}`);
tell("script done", runs.map((r) => r.ready), 0, "ms");
tell("frames", runs.map((r) => r.gaps.length), 0, `for ${Math.round(runs[0].height / 1000)} thousand pixels`);
tell("frame time, median", runs.map((r) => at(r.gaps, 0.5)), 1, "ms");
tell("frame time, 95th", runs.map((r) => at(r.gaps, 0.95)), 1, "ms");
tell("frame time, 99th", runs.map((r) => at(r.gaps, 0.99)), 1, "ms");
tell("frames over 25 ms", runs.map((r) => (100 * r.gaps.filter((gap) => gap > 25).length) / r.gaps.length), 1, "%");
tell("tasks over 50 ms", runs.map((r) => r.tasks.length), 0, "");
tell("longest task", runs.map((r) => Math.max(0, ...r.tasks)), 0, "ms");
const budget = 1000 / 60;
process.stdout.write(`${"processor time a frame".padEnd(26)} median ${at(own, 0.5).toFixed(1)} ms, 95th ${at(own, 0.95).toFixed(1)} ms, 99th ${at(own, 0.99).toFixed(1)} ms; `
  + `over ${budget.toFixed(1)} ms: ${((100 * own.filter((each) => each > budget).length) / own.length).toFixed(1)} %\n`);
