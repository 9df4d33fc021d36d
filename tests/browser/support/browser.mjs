// One browser for each test file, with pages that note what goes wrong in them.
//
// Input: a site. Output: `open`, which gives pages of it. A page is silent when nothing was written to its console, no
// error was thrown, no request failed, and the Content-Security-Policy had nothing to forbid.
import { after } from "node:test";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS } from "./needs.mjs";
import { serve } from "./sites.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
let running = null;
const stops = [];

function launch() {
  running ??= chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  return running;
}

after(async () => {
  if (running) await (await running).close();
  for (const stop of stops) stop();
});

/** Serves a site; `open` gives a page at one of its addresses. */
export async function visit(site) {
  const browser = await launch();
  const server = await serve(site);
  stops.push(server.stop);
  const open = async (path, { width = 1440, height = 900, scripts = true, ...options } = {}) => {
    const context = await browser.newContext({ viewport: { width, height }, ...options });
    const page = await context.newPage();
    page.troubles = [];
    const note = (trouble) => page.troubles.push(trouble);
    page.on("console", (message) => note(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => note(error.message));
    page.on("requestfailed", (request) => note(`${request.url()}: ${request.failure().errorText}`));
    page.on("request", (request) => { if (!request.url().startsWith(server.url("/"))) note(`asks ${request.url()}`); });
    if (!scripts) await withoutScripts(page);
    await page.goto(server.url(path));
    return page;
  };
  return { open, url: server.url };
}

/** The page's own scripts do not run; those of tests do. */
async function withoutScripts(page) {
  page.devtools = await page.context().newCDPSession(page);
  await page.devtools.send("Emulation.setScriptExecutionDisabled", { value: true });
}

/** What the accessibility checker says about a page, one line for each rule that is broken. */
export async function axe(page) {
  // The checker itself is a script.
  await page.devtools?.send("Emulation.setScriptExecutionDisabled", { value: false });
  await page.evaluate(AXE);
  return page.evaluate(async (values) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.failureSummary.replace(/\s+/g, " ")}`).join(" | ")} (${nodes.length})`);
  }, RULES);
}
