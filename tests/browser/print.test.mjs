// On paper every note is complete, addresses are written out, and what only a screen can do is left out.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { visit } from "./support/browser.mjs";
import { needsChromium } from "./support/needs.mjs";
import { SITES } from "./support/sites.mjs";

// The reader of PDF files names these when it begins, and needs them only for drawing.
for (const name of ["DOMMatrix", "ImageData", "Path2D"]) globalThis[name] ??= class {};
const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");

// Spaces and ways of joining letters differ between a page and its print.
const plain = (text) => text.normalize("NFKD").replace(/[\s\u00AD\u200B-\u200F\u2060]/g, "");

async function textOf(pdf) {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  const pages = [];
  for (let n = 1; n <= document.numPages; n += 1) {
    const { items } = await (await document.getPage(n)).getTextContent();
    pages.push(items.map((item) => item.str).join(""));
  }
  return plain(pages.join(""));
}

describe("on paper", needsChromium(), () => {
  let own;
  let stress;
  before(async () => {
    own = await visit(SITES.own());
    stress = await visit(SITES.stress());
  });

  for (const [name, path, scripts] of [["own", "/docs/village-council/", true], ["own", "/ceasefire-talks/", true], ["stress", "/sixty/", true], ["own", "/docs/village-council/", false]]) {
    test(`${name} ${path}${scripts ? "" : " without scripts"}`, async () => {
      const page = await (name === "own" ? own : stress).open(path, { scripts });
      const wanted = await page.evaluate(() => {
        const texts = (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent.trim());
        return {
          leads: texts(".note-lead"), citations: texts(".note .citations .source-link"), quotes: texts(".note blockquote"),
          facts: texts(".note .facts dd:not(:has(li))"),
          links: [...document.querySelectorAll(".note a.external")].map((link) => link.getAttribute("href")),
        };
      });
      const text = await textOf(await page.pdf());
      assert.ok(wanted.leads.length > 5 && wanted.citations.length > 5);
      for (const [kind, texts] of Object.entries(wanted)) {
        const missing = texts.filter((one) => !text.includes(plain(one)));
        assert.deepEqual(missing.slice(0, 5), [], `${kind}: ${missing.length} of ${texts.length}`);
      }
      for (const word of ["Skip to the text", "Show sourcing", "Filter the claims", "Back to the text", "More on the sourcing", "Feed of articles"]) {
        assert.ok(!text.includes(plain(word)), word);
      }
      await page.context().close();
    });
  }
});
