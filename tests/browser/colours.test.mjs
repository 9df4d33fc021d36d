// Each status has a shape that is told without colours, also where the reader's own colours take the place of the theme's.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { visit } from "./support/browser.mjs";
import { needsChromium } from "./support/needs.mjs";
import { SITES } from "./support/sites.mjs";

describe("status", needsChromium(), () => {
  let stress;
  before(async () => { stress = await visit(SITES.stress()); });

  for (const options of [{ forcedColors: "active" }, { forcedColors: "active", colorScheme: "dark" }, { colorScheme: "light" }, { colorScheme: "dark" }]) {
    test(`is told by shapes with ${JSON.stringify(options)}`, async () => {
      const page = await stress.open("/every/", options);
      // The words are left out and all have one ink, which the reader's own colours see to by themselves, so that only
      // shapes are pictured. The first picture has none.
      await page.evaluate((isForced) => {
        const main = document.querySelector("main");
        const shapes = [...document.querySelectorAll("dl.legend .status")].map((status) => status.cloneNode());
        main.replaceChildren();
        for (const shape of [null, ...shapes]) {
          if (!isForced) shape?.style.setProperty("--s", "var(--ink)");
          const row = document.createElement("p");
          if (shape) row.append(shape);
          else row.append("\u00A0");
          main.append(row);
        }
      }, options.forcedColors === "active");
      const pictures = [];
      for (const row of await page.locator("main > p").all()) {
        const { x, y } = await row.boundingBox();
        pictures.push((await page.screenshot({ clip: { x: Math.round(x), y: Math.round(y), width: 24, height: 22 } })).toString("base64"));
      }
      assert.equal(pictures.length, 10);
      assert.equal(new Set(pictures).size, 10, "no two look the same");
      await page.context().close();
    });
  }
});
