// Every address of this site that a page names exists, and so does every place in a page.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { BASE, SITES, fileOf } from "./support/sites.mjs";

const ENTITIES = { amp: "&", quot: "\"", lt: "<", gt: ">", "#39": "'", "#x27": "'", "#x2F": "/" };
const decoded = (text) => text.replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);

/** The values of attributes of a page. */
function values(html, names) {
  const found = [];
  for (const [tag] of html.matchAll(/<[a-z][^\s>]*(?:\s+[^\s=>]+(?:="[^"]*")?)*\s*\/?>/g)) {
    for (const [, value] of tag.matchAll(new RegExp(`\\s(?:${names})="([^"]*)"`, "g"))) found.push(decoded(value));
  }
  return found;
}

describe("links", () => {
  for (const build of Object.values(SITES)) {
    const site = build();
    test(`of ${site.name}`, () => {
      const read = new Map();
      const page = (path) => {
        if (!read.has(path)) read.set(path, readFileSync(fileOf(site, path), "utf8"));
        return read.get(path);
      };
      const anchors = new Map();
      const idsOf = (path) => {
        if (!anchors.has(path)) anchors.set(path, new Set(values(page(path), "id")));
        return anchors.get(path);
      };
      const broken = new Set();
      let count = 0;
      for (const from of site.pages) {
        for (const link of values(page(from), "href|src|data-index")) {
          const url = new URL(link, new URL(from.slice(1), BASE));
          if (!url.href.startsWith(BASE)) {
            if (url.origin === new URL(BASE).origin && link.startsWith("/")) broken.add(`${from}: ${link} leads out of the site`);
            continue;
          }
          count += 1;
          const path = `/${url.pathname.slice(new URL(BASE).pathname.length)}`;
          if (!existsSync(fileOf(site, path))) broken.add(`${from}: ${link} does not exist`);
          else if (url.hash !== "" && !idsOf(path).has(decodeURIComponent(url.hash.slice(1)))) broken.add(`${from}: ${link} has no such place`);
        }
      }
      assert.ok(count > 1000, "there are links");
      assert.deepEqual([...broken].slice(0, 20), []);
    });
  }
});
