// The data of pages for search engines is what the vocabulary allows, by its types, and names whole addresses.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { BASE, SITES, fileOf } from "./support/sites.mjs";

const MODULES = fileURLToPath(new URL("node_modules", import.meta.url));
const DATA = /<script type="application\/ld\+json">(.*?)<\/script>/gs;

const found = Object.values(SITES).map((build) => build()).flatMap((site) => site.pages.flatMap((path) => {
  const html = readFileSync(fileOf(site, path), "utf8");
  return [...html.matchAll(DATA)].map(([, text]) => ({ page: `${site.name} ${path}`, isArticle: html.includes("<article class=\"article\">"), html, data: JSON.parse(text) }));
}));

/** What the types say of data: nothing, or the compiler's complaints. */
function complaints(all) {
  const folder = mkdtempSync(join(tmpdir(), "onrecord-types-"));
  try {
    symlinkSync(MODULES, join(folder, "node_modules"));
    const constants = all.map((data, n) => `export const d${n}: WithContext<Thing> = ${JSON.stringify(data, null, 1)};`);
    writeFileSync(join(folder, "data.ts"), `import type { Thing, WithContext } from "schema-dts";\n${constants.join("\n")}\n`);
    execFileSync(process.execPath, [join(MODULES, "typescript/bin/tsc"), "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2022", "data.ts"], { cwd: folder, encoding: "utf8" });
    return "";
  } catch (error) {
    if (error.stdout === undefined) throw error;
    return error.stdout.slice(0, 4000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every value of a key, at any depth. */
function all(key, value) {
  if (Array.isArray(value)) return value.flatMap((one) => all(key, one));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...all(key, inner)]);
}

test("articles are background articles with a claim for each mark", () => {
  const articles = found.filter(({ isArticle }) => isArticle);
  assert.ok(articles.length > 20);
  for (const { page, html, data } of articles) {
    assert.equal(data["@context"], "https://schema.org", page);
    assert.ok(all("@type", data).flat().includes("BackgroundNewsArticle"), page);
    const claims = all("@type", data).flat().filter((type) => type === "Claim").length;
    assert.equal(claims > 0, html.includes("role=\"doc-footnote\""), `${page}: claims`);
  }
});

test("names and links are whole addresses", () => {
  for (const { page, data } of found) {
    for (const id of [...all("@id", data), ...all("url", data)].flat()) {
      assert.ok(URL.canParse(id), `${page}: ${id}`);
      assert.match(new URL(id).protocol, /^https?:$/, page);
    }
    assert.ok(all("@id", data).some((id) => id.startsWith(BASE)), page);
  }
});

test("the types allow the data", () => {
  assert.equal(complaints(found.map(({ data }) => data)), "");
});

test("and what they do not allow is found", () => {
  assert.match(complaints([{ "@context": "https://schema.org", "@type": "BackgroundNewsArticle", headlin: "A" }]), /headlin/);
});
