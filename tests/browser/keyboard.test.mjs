// Everything can be reached and used with the keyboard alone, and what has the focus can be seen.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { visit } from "./support/browser.mjs";
import { needsChromium } from "./support/needs.mjs";
import { SITES } from "./support/sites.mjs";

/** The element with the focus: what it is, and whether a reader sees it. */
function focused() {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const rects = [...element.getClientRects()].filter((rect) => rect.width > 0 && rect.height > 0);
  const isHit = rects.some((rect) => {
    const top = document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height / 2);
    return top !== null && (element.contains(top) || top.contains(element) || top.closest("label")?.control === element);
  });
  const style = getComputedStyle(element);
  // The words of a target of the keyboard in the way a reader would look for them.
  return { id: element.id, href: element.getAttribute("href") ?? "", what: element.outerHTML.slice(0, 100),
    isSeen: isHit && box.width >= 2 && box.height >= 2, isOutlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
}

describe("with the keyboard alone", needsChromium(), () => {
  let own;
  let stress;
  before(async () => {
    own = await visit(SITES.own());
    stress = await visit(SITES.stress());
  });

  /** Presses Tab until the element is reached. */
  async function tabTo(page, selector, most = 400) {
    for (let n = 0; n < most; n += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    }
    assert.fail(`${selector} is not reached`);
  }

  for (const width of [1440, 320]) {
    test(`each stop at ${width} px is seen, and the last one is left`, { timeout: 120_000 }, async () => {
      const page = await own.open("/docs/village-council/", { width, height: 700, reducedMotion: "reduce" });
      const stops = [];
      for (let n = 0; n < 500; n += 1) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(focused);
        if (stop.what.startsWith("<body")) break;
        stops.push(stop);
      }
      assert.ok(stops.length > 60 && stops.length < 500, `${stops.length} stops`);
      assert.equal(stops[0].href, "#main");
      assert.ok(stops.at(-1).what.includes("href"), "the last stop is in the footer");
      assert.deepEqual(stops.filter((stop) => !stop.isSeen || !stop.isOutlined).slice(0, 10), []);
      await page.context().close();
    });
  }

  test("the skip link leads to the text", async () => {
    const page = await own.open("/ceasefire-talks/");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("main") !== null));
    await page.context().close();
  });

  for (const width of [1440, 320]) {
    test(`a reference leads to its note and back at ${width} px`, async () => {
      const page = await stress.open("/every/", { width, reducedMotion: "reduce" });
      await tabTo(page, ".prose a[role=doc-noteref]");
      const reference = await page.evaluate(() => ({ id: document.activeElement.id, note: document.activeElement.hash.slice(1) }));
      await page.keyboard.press("Enter");
      await page.waitForFunction((id) => document.querySelector(":target")?.id === id, reference.note);
      assert.ok(await page.evaluate((id) => document.getElementById(id).querySelector("details").open, reference.note), "its details are open");
      const inView = (id) => { const box = document.getElementById(id).getBoundingClientRect(); return box.top >= -1 && box.top < innerHeight; };
      assert.ok(await page.evaluate(inView, reference.note), "the note is in view");
      await tabTo(page, "a[role=doc-backlink]", 60);
      assert.ok(await page.evaluate((id) => document.activeElement.closest(".note").id === id, reference.note), "the way back is that of the note");
      assert.ok((await page.evaluate(focused)).isSeen, "the way back is seen");
      await page.keyboard.press("Enter");
      await page.waitForFunction((id) => document.querySelector(":target")?.id === id, reference.id);
      assert.ok(await page.evaluate(inView, reference.id), "the reference is in view");
      await page.keyboard.press("Tab");
      assert.ok(await page.evaluate((id) => (document.getElementById(id).compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0, reference.id), "Tab goes on from there");
      await page.context().close();
    });
  }

  test("the switch hides notes and marks, and is remembered", async () => {
    const page = await own.open("/docs/village-council/");
    const notes = () => page.evaluate(() => [...document.querySelectorAll(".note, .ref a")].filter((element) => element.checkVisibility()).length);
    assert.ok(await notes() > 0);
    await tabTo(page, "#show-sourcing");
    await page.keyboard.press("Space");
    assert.equal(await notes(), 0);
    await page.reload();
    assert.equal(await notes(), 0);
    await tabTo(page, "#show-sourcing");
    await page.keyboard.press("Space");
    assert.ok(await notes() > 0);
    await page.context().close();
  });

  test("the filters are opened and chosen from", async () => {
    const page = await own.open("/docs/village-council/");
    await tabTo(page, ".filter summary");
    await page.keyboard.press("Enter");
    await tabTo(page, "#filter-status-all");
    await page.keyboard.press("ArrowDown");
    const chosen = await page.evaluate(() => document.querySelector("[name=status]:checked").id.replace("filter-status-", ""));
    assert.notEqual(chosen, "all");
    const shown = await page.evaluate(() => [...document.querySelectorAll(".note")].filter((note) => note.querySelector(".note-lead").checkVisibility()).map((note) => note.dataset.status));
    assert.ok(shown.length > 0);
    assert.deepEqual([...new Set(shown)], [chosen]);
    await page.context().close();
  });

  test("the search is used", async () => {
    const page = await own.open("/search/");
    await tabTo(page, "#query");
    await page.keyboard.type("council");
    await page.waitForSelector("#results li");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement.closest("#results") !== null), "behind the button come the results");
    const href = await page.evaluate(() => document.activeElement.href);
    await page.keyboard.press("Enter");
    await page.waitForURL(href);
    await page.context().close();
  });
});
