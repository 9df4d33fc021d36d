// What a test needs of the machine: Chromium, Java. Where it is missing the tests are skipped and say why; with
// `ONRECORD_BROWSER=required`, as in CI, they fail.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The browser's program. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** How it is started. */
export const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

const MUST = process.env.ONRECORD_BROWSER === "required";

function need(isThere, reason) {
  if (isThere) return {};
  if (MUST) throw new Error(reason);
  return { skip: reason };
}

/** Options of a test that needs the browser. */
export const needsChromium = () => need(existsSync(CHROMIUM), `there is no ${CHROMIUM}: install Chromium, or say where it is in CHROMIUM`);

/** Options of a test that needs Java. */
export const needsJava = () => need(spawnSync("java", ["-version"]).status === 0, "there is no `java`");
