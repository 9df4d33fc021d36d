// Sourcing notes stand beside their block where there is room and below it where there is none, in reading order, never over
// each other or over the text, and never outside of the page.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { visit } from "./support/browser.mjs";
import { needsChromium } from "./support/needs.mjs";
import { SITES } from "./support/sites.mjs";

const PAGES = {
  own: ["/ceasefire-talks/", "/docs/village-council/"],
  stress: ["/every/", "/sixty/", "/two-hundred/", "/long/", "/signs/", "/arabic/", "/hebrew/"],
};

/** Where blocks with notes, their notes and the blocks after them stand, in the order of the document. */
function places() {
  const box = (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top: top + scrollY, bottom: bottom + scrollY };
  };
  const content = document.querySelector(".prose");
  return {
    direction: getComputedStyle(document.documentElement).direction,
    width: document.documentElement.clientWidth,
    groups: [...content.querySelectorAll(":scope > .annotated")].map((group) => ({
      block: box(group.firstElementChild),
      notes: [...group.querySelectorAll(":scope > .notes > .note")].map(box),
    })),
    aside: document.querySelector(".how") ? box(document.querySelector(".how")) : null,
    // A wide heading reaches over no note, and no block of text or box lies under one.
    blocks: [...document.querySelectorAll(".how, .after"), ...content.querySelectorAll(":scope > :not(.annotated, .notes), :scope > .annotated > :first-child")].map(box),
  };
}

const FAR = 320; // px

const name = (one) => `${Math.round(one.left)},${Math.round(one.top)}–${Math.round(one.right)},${Math.round(one.bottom)}`;
const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;

/** Says what is wrong with places, or nothing. */
function faults({ direction, width, groups, blocks, aside = null }, isWide) {
  const found = [];
  const notes = groups.flatMap((group) => group.notes);
  for (const [n, note] of notes.entries()) {
    if (note.right - note.left < 100 || note.bottom - note.top < 10) found.push(`note ${n + 1} is too small: ${name(note)}`);
    if (note.left < -1 || note.right > width + 1) found.push(`note ${n + 1} is outside of the page: ${name(note)}`);
    if (n > 0 && note.top < notes[n - 1].bottom - 1) found.push(`note ${n + 1} is not below the one before it: ${name(note)}`);
    for (const block of blocks) if (overlap(note, block)) found.push(`note ${n + 1} lies over a block: ${name(note)} and ${name(block)}`);
  }
  for (const [n, { block, notes: own }] of groups.entries()) {
    for (const note of own) {
      const isBeside = direction === "rtl" ? note.right <= block.left : note.left >= block.right;
      if (isWide && !isBeside) found.push(`a note of block ${n + 1} is not beside it: ${name(note)} and ${name(block)}`);
      if (!isWide && note.top < block.bottom - 1) found.push(`a note of block ${n + 1} is not below it: ${name(note)} and ${name(block)}`);
    }
    // Beside: not above its block, and not so far down that a reader loses it, even where notes before it, or the box at
    // the top, take the room.
    const first = own[0];
    const before = groups.slice(0, n).flatMap((group) => group.notes).at(-1) ?? aside;
    if (isWide && first.top > block.bottom + FAR) found.push(`the first note of block ${n + 1} is too far below it: ${name(first)} and ${name(block)}`);
    if (isWide && first.top < block.top - 8) found.push(`the first note of block ${n + 1} stands above it: ${name(first)} and ${name(block)}`);
    if (isWide && first.top > Math.max(block.bottom, (before?.bottom ?? 0) + 40)) found.push(`the first note of block ${n + 1} stands far below it: ${name(first)} and ${name(block)}`);
  }
  return found;
}

test("faults in places are seen", () => {
  const block = { left: 0, right: 500, top: 0, bottom: 100 };
  const place = (...notes) => ({ direction: "ltr", width: 1000, blocks: [block], groups: [{ block, notes }] });
  const good = { left: 550, right: 900, top: 0, bottom: 40 };
  assert.deepEqual(faults(place(good), true), []);
  assert.equal(faults(place(good, { ...good, top: 30, bottom: 90 }), true).length, 1);
  assert.equal(faults(place({ ...good, left: 450 }), true).length, 2);
  assert.equal(faults(place({ ...good, right: 1010 }), true).length, 1);
  assert.equal(faults(place(good), false).length, 1);
  assert.equal(faults(place({ ...good, top: 300, bottom: 340 }), true).length, 1);
  assert.equal(faults(place({ ...good, top: 500, bottom: 540 }), true).length, 2);
  assert.equal(faults({ ...place(good), blocks: [block, good] }, true).length, 1, "over the box");
});

describe("sourcing notes", needsChromium(), () => {
  const visits = {};
  before(async () => {
    for (const site of Object.keys(PAGES)) visits[site] = await visit(SITES[site]());
  });

  for (const [site, paths] of Object.entries(PAGES)) {
    for (const path of paths) {
      // A change of width must not take minutes, as it did for the longest page.
      test(`of ${site} ${path}`, { timeout: 60_000 }, async () => {
        const page = await visits[site].open(path);
        for (const [width, isWide] of [[1440, true], [1024, false], [768, false], [320, false]]) {
          await page.setViewportSize({ width, height: 900 });
          // Notes are moved in the frame after the one in which the size has changed.
          await page.evaluate(() => new Promise((done) => { setTimeout(() => requestAnimationFrame(done), 100); }));
          const found = await page.evaluate(places);
          assert.ok(found.groups.some((group) => group.notes.length > 0), "there are notes");
          assert.deepEqual(faults(found, isWide), [], `at ${width} px`);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.evaluate(() => { for (const details of document.querySelectorAll(".note details")) details.open = true; });
        await page.evaluate(() => new Promise((done) => { setTimeout(() => requestAnimationFrame(done), 100); }));
        assert.deepEqual(faults(await page.evaluate(places), true), [], "with all details open");
        await page.context().close();
      });
    }
  }
});
