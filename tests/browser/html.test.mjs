// The HTML of every page is valid, by two checkers that know different things: the Nu checker knows the standard, the other
// one finds what parses but is wrong, such as ids that nothing has.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";

import { needsJava } from "./support/needs.mjs";
import { SITES, fileOf } from "./support/sites.mjs";

const NU = fileURLToPath(new URL("node_modules/vnu-jar/build/dist/vnu.jar", import.meta.url));
const RULES = {
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // Only how it is written, which templates decide.
    "void-style": "off", "doctype-style": "off", "attr-quotes": "off", "no-trailing-whitespace": "off", "attribute-boolean-style": "off",
    "attribute-empty-style": "off", "no-raw-characters": "off", "long-title": "off", "no-inline-style": "error",
    // Ids and classes come from editors' words and names.
    "valid-id": ["error", { relaxed: true }],
    // A list without markers loses its role in one browser unless the role is written.
    "no-redundant-role": "off", "prefer-native-element": "off",
    // Files that all come from the same place need no hash.
    "require-sri": "off",
  },
};

const sites = Object.values(SITES).map((build) => build());

// What Nu remarks and is meant: one browser forgets that a list without markers is one unless its role is written; a file
// on disk has no origin that the policy's 'self' could name, and structured data is no script that runs (the tests of
// pages hold the policy in a real browser); the language of a page of made-up words cannot be guessed.
const MEANT = [
  /^The “list” role is unnecessary for element “[uo]l”/,
  /^(Resource|Inline script) violates Content Security Policy/,
  /^This document appears to be written in /,
];

describe("HTML is valid", () => {
  test("by the Nu checker", needsJava(), () => {
    // It names files of the same name by their whole path, so that one run is enough.
    const run = (folders) => execFileSync("java", ["-Xss4m", "-jar", NU, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", ...folders], { encoding: "utf8", maxBuffer: 1e9 });
    const { messages } = JSON.parse(run(sites.map((site) => site.output)));
    const unmeant = messages.filter(({ message }) => !MEANT.some((meant) => meant.test(message)));
    const found = unmeant.map(({ type, url, lastLine, message, extract }) => `${type}: ${new URL(url).pathname.split("/out/")[1]}:${lastLine}: ${message} ${extract ?? ""}`);
    assert.deepEqual([...new Set(found)].slice(0, 30), [], `${found.length} messages`);
  });

  test("and what is not valid is found", async () => {
    const { results } = await new HtmlValidate(new FileSystemConfigLoader({ root: true, ...RULES })).validateString("<p id='a'><p id='a'></b>");
    assert.ok(results[0].errorCount > 1);
  });

  for (const site of sites) {
    test(`by html-validate: ${site.name}`, async () => {
      const checker = new HtmlValidate(new FileSystemConfigLoader({ root: true, ...RULES }));
      const found = [];
      for (const path of site.pages) {
        const { results } = await checker.validateFile(fileOf(site, path));
        for (const { messages } of results) for (const { line, ruleId, message } of messages) found.push(`${path}:${line}: ${ruleId}: ${message}`);
      }
      assert.ok(site.pages.length > 20);
      assert.deepEqual(found.slice(0, 30), [], `${found.length} messages`);
    });
  }
});
