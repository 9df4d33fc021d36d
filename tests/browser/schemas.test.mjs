// What the program writes for other programs is what its schemas say: findings and reports as JSON, findings as SARIF
// 2.1.0 by the schema of its makers.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";

import Ajv04 from "ajv-draft-04";
import Ajv2020 from "ajv/dist/2020.js";

import { REPOSITORY, program } from "./support/sites.mjs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const FORMATS = {
  uri: (text) => URL.canParse(text),
  "uri-reference": (text) => URL.canParse(text, "https://example.org/"),
  "date-time": (text) => !Number.isNaN(Date.parse(text)),
};

function compile(Kind, schema, options = {}) {
  const ajv = new Kind({ allErrors: true, ...options });
  for (const [name, check] of Object.entries(FORMATS)) ajv.addFormat(name, check);
  const validate = ajv.compile(schema);
  return (data) => (validate(data) ? [] : validate.errors.slice(0, 5).map((error) => `${error.instancePath}: ${error.message}`));
}

const sarifFile = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/package.json");
const SCHEMAS = {
  findings: compile(Ajv2020, read(join(REPOSITORY, "schemas/findings.schema.json"))),
  changes: compile(Ajv2020, read(join(REPOSITORY, "schemas/changes.schema.json"))),
  report: compile(Ajv2020, read(join(REPOSITORY, "schemas/report.schema.json"))),
  // Its patterns and types are looser than the strict mode wants.
  sarif: compile(Ajv04, read(join(dirname(sarifFile), "lib/schemas/sarif-2.1.0-rtm.5.json")), { strict: false, unicodeRegExp: false }),
};

const folder = mkdtempSync(join(tmpdir(), "onrecord-weak-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

/** A site with findings of every level, some with other places, and names that need care. */
const WEAK = {
  "site.yaml": "title: Weak | <b>\nrulez: {}\n",
  "content/sources.yaml": "a: {type: report, title: A, obtained: document, derived_from: [b]}\nb: {type: report, title: B, obtained: document, derived_from: [a]}\nc: {naming: unnamed, email: x@example.org}\n",
  "content/news/über uns [1].md": "---\ntitle: 'A \"quoted\" title'\nclaims:\n  x: [a, b]\n  x: c\n  y: ~\n---\nIt [was](claim:x) [so](claim:y) and [not](claim:z). ![](https://example.org/a.png)\n\nSee [λ𝄞](missing.md).\n",
  "content/news/later.md": "---\ntitle: Later\ndraft: true\nclaims: {q: c}\n---\nIt [was](claim:q) so.\n",
  "content/A.md": "---\ntitle: A\nslug: one\n---\n",
  "content/B.md": "---\ntitle: B\nslug: one\n---\n",
};
for (const [path, text] of Object.entries(WEAK)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(root, args) {
  const { status, stdout, stderr } = spawnSync(program(), [...args, "--root", root, "--today", "2026-01-15", "--quiet"], { encoding: "utf8" });
  assert.ok(status === 0 || status === 1, stderr);
  return JSON.parse(stdout);
}

for (const [name, root] of [["this repository's site", REPOSITORY], ["a weak site", folder]]) {
  const isWeak = root === folder;
  test(`the findings of ${name} are what the schema says`, () => {
    const found = run(root, ["check", "--format", "json"]);
    assert.deepEqual(SCHEMAS.findings(found), []);
    assert.equal(found.length > 5, isWeak);
    assert.equal(found.some((finding) => finding.labels.length > 0), isWeak);
  });
  test(`the findings of ${name} are valid SARIF`, () => {
    const log = run(root, ["check", "--format", "sarif"]);
    assert.deepEqual(SCHEMAS.sarif(log), []);
    assert.equal(log.runs[0].results.length > 5, isWeak);
  });
  test(`the report on ${name} is what the schema says`, () => {
    const report = run(root, ["report", "--format", "json"]);
    assert.deepEqual(SCHEMAS.report(report), []);
    assert.ok(report.articles.length > 1);
  });
}

test("the changes of a site are what the schema says", () => {
  const git = (...args) => {
    const { status, stderr } = spawnSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stderr);
  };
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "Before");
  writeFileSync(join(folder, "content/news/new.md"), "---\ntitle: New\nclaims: {n: a}\n---\nIt [was](claim:n) new.\n");
  rmSync(join(folder, "content/news/über uns [1].md"));
  const changes = run(folder, ["report", "--diff", "HEAD", "--format", "json"]);
  assert.deepEqual(SCHEMAS.changes(changes), []);
  assert.deepEqual(new Set(changes.changes.map((change) => change.kind)), new Set(["added", "removed"]));
  assert.notDeepEqual(SCHEMAS.changes({ ...changes, changes: [{}] }), []);
});

test("the schemas refuse what is wrong", () => {
  const report = run(folder, ["report", "--format", "json"]);
  assert.notDeepEqual(SCHEMAS.report({ ...report, articles: [{}] }), []);
  assert.notDeepEqual(SCHEMAS.report({ ...report, more: 1 }), []);
  assert.notDeepEqual(SCHEMAS.findings([{ code: "x" }]), []);
  const log = run(folder, ["check", "--format", "sarif"]);
  log.runs[0].results[0].level = "fatal";
  assert.notDeepEqual(SCHEMAS.sarif(log), []);
});
