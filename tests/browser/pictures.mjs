// Takes the pictures of the README and the documentation from this repository's own site.
//
// Input: the built program. Output: `content/docs/pictures/*.png`. The same program and browser, with the same fonts, give
// the same pictures: the size, the day and the scheme of colours are fixed, and nothing moves.
import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS } from "./support/needs.mjs";
import { REPOSITORY, build, serve } from "./support/sites.mjs";

const FOLDER = join(REPOSITORY, "content/docs/pictures");
const TODAY = "2026-11-23";
const MOST = 300_000; // bytes

// `from`: the element that the picture begins above. `height`: of what is shown, in CSS pixels. `around`: where the page is
// wider than what matters, how much of it stands on both sides.
const PICTURES = [
  { name: "article-wide", path: "/ceasefire-talks/", width: 1440, height: 1190, around: 1140 },
  { name: "article-dark", path: "/ceasefire-talks/", width: 1440, height: 760, around: 1140, from: "h2:has(+ .annotated)", nth: 1, colorScheme: "dark" },
  { name: "article-narrow", path: "/ceasefire-talks/", width: 390, height: 800, from: "h2:has(+ .annotated)", deviceScaleFactor: 2 },
  { name: "timeline", path: "/docs/village-council/", width: 1440, from: "#timeline .drawing", around: 1100 },
];

const site = build("pictures", REPOSITORY, ["--today", TODAY]);
const server = await serve(site);
const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, "--font-render-hinting=none", "--hide-scrollbars"] });
mkdirSync(FOLDER, { recursive: true });
for (const { name, path, width, height, around = width, from, nth = 0, colorScheme = "light", deviceScaleFactor = 1 } of PICTURES) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, deviceScaleFactor, reducedMotion: "reduce", locale: "en-GB", timezoneId: "Etc/UTC" });
  const page = await context.newPage();
  await page.goto(server.url(path));
  await page.evaluate(() => document.fonts.ready);
  const box = from ? await page.locator(from).nth(nth).boundingBox() : { y: 0, height };
  const above = from ? 24 : 0;
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, fullPage: true, clip: { x: (width - around) / 2, y: Math.round(box.y) - above, width: around, height: height ?? Math.round(box.height) + 2 * above } });
  await context.close();
  const { size } = statSync(file);
  console.log(`${file.slice(REPOSITORY.length)}: ${Math.round(size / 1000)} kB`);
  if (size > MOST) throw new Error(`${name} is larger than ${MOST} bytes: show less`);
}
await browser.close();
server.stop();
