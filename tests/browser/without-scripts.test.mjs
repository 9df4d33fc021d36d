// Readers without scripts lose no text and no way of looking at it.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { visit } from "./support/browser.mjs";
import { needsChromium } from "./support/needs.mjs";
import { SITES } from "./support/sites.mjs";

describe("without scripts", needsChromium(), () => {
  let stress;
  before(async () => { stress = await visit(SITES.stress()); });

  const open = (path) => stress.open(path, { scripts: false });
  /** The values of an attribute of the notes that are shown whole. */
  const whole = (page, name) => page.evaluate((wanted) => [...document.querySelectorAll(".note")]
    .filter((note) => note.querySelector(".note-lead").checkVisibility()).map((note) => note.dataset[wanted]), name);
  const marked = (page) => page.evaluate(() => [...document.querySelectorAll(".claim")]
    .filter((mark) => getComputedStyle(mark).textDecorationLine !== "none").map((mark) => mark.dataset.status));

  test("claims are filtered by each status", async () => {
    const page = await open("/every/");
    await page.click(".filter summary");
    const statuses = await page.evaluate(() => [...document.querySelectorAll("[name=status]")].map((input) => input.id.replace("filter-status-", "")).filter((id) => id !== "all"));
    assert.deepEqual([...statuses].sort(), ["attributed", "corroborated", "disputed", "documented", "retracted", "single-source", "superseded", "unconfirmed", "unsourced"]);
    for (const status of statuses) {
      await page.check(`#filter-status-${status}`);
      assert.deepEqual([...new Set(await whole(page, "status"))], [status]);
      assert.deepEqual([...new Set(await marked(page))], [status]);
    }
    await page.check("#filter-status-all");
    assert.equal(new Set(await whole(page, "status")).size, 9);
    await page.context().close();
  });

  test("claims are filtered by each of forty actors", async () => {
    const page = await open("/two-hundred/");
    await page.click(".filter summary");
    const names = await page.evaluate(() => [...document.querySelectorAll("[name=actor]")].map((input) => input.id));
    assert.equal(names.length, 41);
    for (const n of [1, 2, 20, 39, 40]) {
      await page.check(`#filter-actor-${n}`);
      const shown = await whole(page, "actors");
      assert.ok(shown.length > 0);
      assert.deepEqual(shown.filter((actors) => !actors.split(" ").includes(String(n))), []);
    }
    await page.context().close();
  });

  test("a status and an actor are both held", async () => {
    const page = await open("/every/");
    await page.click(".filter summary");
    await page.check("#filter-status-single-source");
    await page.check("#filter-actor-1");
    const all = await page.evaluate(() => [...document.querySelectorAll(".note")].filter((note) => note.dataset.status === "single-source" && note.dataset.actors.split(" ").includes("1")).length);
    assert.equal((await whole(page, "status")).length, all);
    await page.context().close();
  });

  test("the switch hides what is about sources", async () => {
    const page = await open("/every/");
    await page.uncheck("#show-sourcing");
    assert.deepEqual(await marked(page), []);
    assert.equal(await page.evaluate(() => [...document.querySelectorAll(".note, .ref, .filter")].filter((element) => element.checkVisibility()).length), 0);
    assert.ok(await page.evaluate(() => document.querySelector(".claim").checkVisibility()), "the words stay");
    await page.context().close();
  });

  test("details open", async () => {
    const page = await open("/every/");
    const facts = page.locator(".note .facts").first();
    assert.ok(!(await facts.isVisible()));
    await page.click(".note summary");
    assert.ok(await facts.isVisible());
    await page.context().close();
  });

  test("the search page leads to everything", async () => {
    const page = await open("/search/");
    assert.ok(!(await page.locator("form.search").isVisible()), "a form that does nothing is not shown");
    const links = await page.evaluate(() => [...document.querySelectorAll("#plain-index a")].filter((link) => link.checkVisibility()).map((link) => new URL(link.href).pathname));
    for (const path of ["every/", "arabic/", "about/", "claims/", "actors/", "sources/", "timeline/"]) assert.ok(links.includes(`/onrecord/${path}`), path);
    await page.context().close();
  });
});
