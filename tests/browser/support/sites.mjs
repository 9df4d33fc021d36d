// Builds the sites under test and serves them below /onrecord/, as a host of projects does.
//
// Input: the built program (`ONRECORD_BINARY`, or the newest one in `target/`). Output: for each site its folder, its
// pages, and an address on this machine. Not done here: building the program.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { writeStress } from "./stress.mjs";

export const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
/** The address that the sites are built for. */
export const BASE = "https://example.org/onrecord/";
const PATH = new URL(BASE).pathname;

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".png": "image/png", ".svg": "image/svg+xml", ".xml": "application/xml", ".txt": "text/plain" };

/** The program under test. */
export function program() {
  if (process.env.ONRECORD_BINARY) return process.env.ONRECORD_BINARY;
  const target = process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, "target");
  const built = ["release", "debug"].map((kind) => join(target, kind, "onrecord")).filter((path) => existsSync(path));
  if (built.length === 0) throw new Error("there is no built program: run `cargo build` first");
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

/** Builds a site into a folder of its own, which is removed when the process ends. `options`: further arguments. */
export function build(name, root, options = []) {
  const folder = mkdtempSync(join(tmpdir(), `onrecord-${name}-`));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const from = root ?? join(folder, "in");
  const output = join(folder, "out");
  if (!root) writeStress(from, name === "stress-rtl" ? "ar" : "en");
  execFileSync(program(), ["build", "--root", from, "--base-url", BASE, "--output", output, ...options], { stdio: ["ignore", "ignore", "pipe"] });
  return { name, output, pages: pagesOf(output) };
}

/** The sites: this repository's own, the one that is hard to lay out, and that one from right to left, both as the desk
    sees them. */
export const SITES = {
  own: () => build("own", REPOSITORY),
  stress: () => build("stress", undefined, ["--drafts"]),
  stressRtl: () => build("stress-rtl", undefined, ["--drafts"]),
};

/** The paths of all files below a folder, with `/` between their parts. */
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1).split(sep).join("/"))
    .sort();
}

/** The addresses of all pages below a folder, such as `/` and `/claims/`. */
function pagesOf(folder) {
  return filesOf(folder).filter((path) => path.endsWith(".html")).map((path) => `/${path.replace(/(^|\/)index\.html$/, "$1")}`);
}

/** The file of an address. */
export function fileOf(site, path) {
  const name = decodeURIComponent(path);
  return join(site.output, name.endsWith("/") ? `${name}index.html` : name);
}

/** Serves a site; what is missing gets the site's own page for that, as hosts do. */
export async function serve(site) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const file = pathname.startsWith(PATH) ? fileOf(site, `/${pathname.slice(PATH.length)}`) : "";
    const found = file !== "" && existsSync(file) && statSync(file).isFile();
    const path = found ? file : join(site.output, "404.html");
    response.writeHead(found ? 200 : 404, { "content-type": `${TYPES[extname(path)] ?? "application/octet-stream"}; charset=utf-8` });
    response.end(readFileSync(path));
  });
  await new Promise((done) => { server.listen(0, "127.0.0.1", done); });
  const { port } = server.address();
  return {
    url: (path) => `http://127.0.0.1:${port}${PATH}${path.replace(/^\//, "")}`,
    stop: () => { server.closeAllConnections(); server.close(); },
  };
}
