// The search finds what readers mean, however they write it, and leads to the place.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { visit } from "./support/browser.mjs";
import { needsChromium } from "./support/needs.mjs";
import { SITES } from "./support/sites.mjs";

describe("the search", needsChromium(), () => {
  let stress;
  before(async () => { stress = await visit(SITES.stress()); });

  async function search(query) {
    const page = await stress.open(`/search/?q=${encodeURIComponent(query)}`);
    await page.waitForFunction(() => document.getElementById("found").textContent !== "");
    const links = await page.evaluate(() => [...document.querySelectorAll("#results a")].map((link) => ({ path: new URL(link.href).pathname, hash: new URL(link.href).hash, text: link.textContent })));
    const said = await page.textContent("#found");
    const hasIndex = await page.locator("#plain-index").isVisible();
    return { page, links, said, hasIndex };
  }

  for (const [what, query, path] of [
    ["an actor by an alias", "the clerk", "/onrecord/actors/ann/"],
    ["a name without its marks", "angstrom", "/onrecord/actors/ann/"],
    ["a name in capitals", "ÅNGSTRÖM", "/onrecord/actors/ann/"],
    ["an actor by its name in another script", "الأمم", "/onrecord/actors/arabic/"],
    ["an Arabic word without its vowel signs", "كتب الاتفاق", "/onrecord/arabic/"],
    ["an Arabic word with other vowel signs", "الاِتفاق", "/onrecord/arabic/"],
    ["a Hebrew word", "השיחות", "/onrecord/hebrew/"],
    ["an article by words of its description", "mark can say", "/onrecord/every/"],
  ]) {
    test(`finds ${what}`, async () => {
      const { page, links, hasIndex } = await search(query);
      assert.ok(links.some((link) => link.path === path), JSON.stringify(links));
      assert.ok(!hasIndex, "the plain index makes way");
      await page.context().close();
    });
  }

  test("puts the actor before what names it", async () => {
    const { page, links } = await search("Ann Ångström");
    assert.equal(links[0].path, "/onrecord/actors/ann/");
    await page.context().close();
  });

  test("leads to the claim in its page", async () => {
    const { page, links } = await search("voted to keep");
    const claim = links.find((link) => link.hash !== "");
    assert.ok(claim, JSON.stringify(links));
    await page.click(`#results a[href$="${claim.hash}"]`);
    await page.waitForURL(`**${claim.path}${claim.hash}`);
    assert.ok(await page.evaluate(() => document.querySelector(":target") !== null));
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });

  test("says that nothing was found, and how much was", async () => {
    const nothing = await search("xyzzyx");
    assert.deepEqual(nothing.links, []);
    assert.match(nothing.said, /nothing/i);
    const { page } = nothing;
    await page.fill("#query", "claim number");
    await page.waitForFunction(() => /\d/.test(document.getElementById("found").textContent));
    assert.ok(await page.locator("#results li").count() > 20);
    assert.match(page.url(), /q=claim(\+|%20)number/);
    await page.fill("#query", "");
    await page.waitForSelector("#plain-index", { state: "visible" });
    await page.context().close();
  });

  test("runs nothing that is written into it", async () => {
    const { page, links } = await search("<img src=x onerror=alert(1)>");
    assert.deepEqual(links, []);
    assert.equal(await page.locator("main img").count(), 0);
    assert.deepEqual(page.troubles, []);
    await page.context().close();
  });
});
