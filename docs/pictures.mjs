// Takes the pictures of the page that the README shows, from a page that fabula wrote:
//   python3 scripts/test.py --browser && node docs/pictures.mjs PAGE.html docs/pictures
// (the test command installs playwright-core). CHROMIUM names the browser (default: chromium where Debian puts it).
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../build/node/x.js", import.meta.url))("playwright-core");

const [page, folder] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const views = [
  { name: "desktop", width: 1280, height: 800, colorScheme: "light", acts: async (tab) => {
    await tab.evaluate(() => document.getElementById("p6").scrollIntoView());
    await tab.mouse.wheel(0, -120);
    await tab.waitForTimeout(500);
    for (let i = 0; i < 200; i += 1) {
      await tab.keyboard.press("j");
      if (/brother|best friend|mother/.test(await tab.innerText("#hover"))) break;
    }
  } },
  { name: "dark", width: 1280, height: 800, colorScheme: "dark", acts: async (tab) => {
    await tab.evaluate(() => document.getElementById("p30").scrollIntoView());
    await tab.waitForTimeout(400);
    await tab.keyboard.press("w");
    await tab.click("#tab-arc");
  } },
  { name: "person", width: 1280, height: 800, colorScheme: "light", acts: async (tab) => {
    await tab.evaluate(() => document.getElementById("p30").scrollIntoView());
    await tab.waitForTimeout(400);
    await tab.keyboard.press("w");
    await tab.click("button.who:visible");
    for (const group of (await tab.$$("#about summary")).slice(0, 2)) await group.click();
    await tab.evaluate(() => { document.getElementById("people").scrollTop = 0; });
  } },
  { name: "phone", width: 390, height: 780, colorScheme: "light", acts: async (tab) => {
    await tab.evaluate(() => document.getElementById("p8").scrollIntoView());
    await tab.waitForTimeout(400);
    for (let i = 0; i < 3; i += 1) await tab.keyboard.press("j");
  } },
];
mkdirSync(folder, { recursive: true });
for (const { name, width, height, colorScheme, acts } of views) {
  const tab = await browser.newPage({ viewport: { width, height }, colorScheme });
  await tab.goto(pathToFileURL(resolve(page)).href);
  await tab.waitForTimeout(300);
  await acts(tab);
  await tab.mouse.move(2, 2);
  await tab.waitForTimeout(400);
  await tab.screenshot({ path: `${folder}/${name}.png` });
}
await browser.close();
