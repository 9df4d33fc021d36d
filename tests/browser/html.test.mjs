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

// What the Nu checker says of good pages: it takes files for pages without an origin, so that a policy of `'self'` forbids
// everything (the browser's console is watched for that); it does not know that a list without markers needs its role; and
// it guesses the language from words, which names of another language lead astray.
const NOT_MEANT = /violates Content Security Policy|The “list” role is unnecessary|appears to be written in/;

const sites = Object.values(SITES).map((build) => build());

describe("HTML is valid", () => {
  test("by the Nu checker", needsJava(), () => {
    // It names files of the same name by their whole path, so that one run is enough.
    const run = (folders) => execFileSync("java", ["-Xss4m", "-jar", NU, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", ...folders], { encoding: "utf8", maxBuffer: 1e9 });
    const { messages } = JSON.parse(run(sites.map((site) => site.output)));
    const meant = messages.filter(({ message }) => !NOT_MEANT.test(message));
    const found = meant.map(({ type, url, lastLine, message, extract }) => `${type}: ${new URL(url).pathname.split("/out/")[1]}:${lastLine}: ${message} ${extract ?? ""}`);
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
