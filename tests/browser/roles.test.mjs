// Tables whose cells become blocks on small screens are still tables to a screen reader, with the headers of their columns.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { visit } from "./support/browser.mjs";
import { needsChromium } from "./support/needs.mjs";
import { SITES } from "./support/sites.mjs";

/** The tables of a page as assistive technology is told of them: for each row the roles of its cells. */
async function tables(page) {
  const devtools = await page.context().newCDPSession(page);
  const { nodes } = await devtools.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const within = (node, roles) => (node.childIds ?? []).map((id) => byId.get(id)).filter(Boolean).flatMap((child) => (
    !child.ignored && roles.includes(child.role?.value) ? [child] : within(child, roles)));
  return nodes.filter((node) => !node.ignored && node.role?.value === "table").map((table) => (
    within(table, ["row"]).map((row) => within(row, ["columnheader", "rowheader", "cell", "gridcell"]).map((cell) => cell.role.value))));
}

describe("tables for screen readers", needsChromium(), () => {
  let own;
  before(async () => { own = await visit(SITES.own()); });

  for (const width of [1440, 320]) {
    for (const path of ["/claims/", "/actors/hamas/"]) {
      test(`${path} at ${width} px`, async () => {
        const page = await own.open(path, { width });
        const shown = await page.evaluate(() => ["", " tbody", " tr", " td"].map((part) => getComputedStyle(document.querySelector(`.register${part}`)).display));
        assert.deepEqual(shown, ["table", "table-row-group", "table-row", width === 1440 ? "table-cell" : "block"]);
        const found = await tables(page);
        assert.equal(found.length, await page.evaluate(() => document.querySelectorAll(".register").length));
        for (const [head, ...rows] of found) {
          assert.deepEqual(head, Array(5).fill("columnheader"));
          assert.ok(rows.length > 0);
          for (const row of rows) assert.deepEqual(row, ["rowheader", "cell", "cell", "cell", "cell"]);
        }
        await page.context().close();
      });
    }
  }
});
