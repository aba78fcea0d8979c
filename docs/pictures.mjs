// Takes the pictures of the page that the README shows, from a page that fabula wrote:
//   npm install playwright-core && node docs/pictures.mjs PAGE.html docs/pictures
// CHROMIUM names the browser (default: chromium where Debian puts it).
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [page, folder] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const views = [
  { name: "desktop", width: 1280, height: 800, colorScheme: "light" },
  { name: "dark", width: 1280, height: 800, colorScheme: "dark", choose: true },
  { name: "phone", width: 390, height: 780, colorScheme: "light" },
];
mkdirSync(folder, { recursive: true });
for (const { name, width, height, colorScheme, choose } of views) {
  const tab = await browser.newPage({ viewport: { width, height }, colorScheme });
  await tab.goto(pathToFileURL(resolve(page)).href);
  if (choose) {
    await tab.click("button.who");
    await tab.keyboard.press("n");
  }
  await tab.waitForTimeout(300);
  await tab.screenshot({ path: `${folder}/${name}.png` });
}
await browser.close();
