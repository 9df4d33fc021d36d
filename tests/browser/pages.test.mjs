// Every kind of page in every way of looking at it: nothing to scroll sideways, nothing in the console, nothing that the
// accessibility checker finds, targets that a finger hits, one first heading, and landmarks.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";

import { axe, visit } from "./support/browser.mjs";
import { needsChromium } from "./support/needs.mjs";
import { SITES } from "./support/sites.mjs";

// What a list repeats is looked at once, or twice where it has several pages.
const OWN = ["/", "/ceasefire-talks/", "/docs/", "/docs/village-council/", "/docs/themes/", "/actors/", "/actors/hamas/",
  "/sources/", "/claims/", "/timeline/", "/corrections/", "/search/", "/404.html"];
const STRESS = ["/", "/every/", "/sixty/", "/two-hundred/", "/none/", "/undated/", "/one-date/", "/long/", "/signs/", "/arabic/",
  "/hebrew/", "/about/", "/part/", "/part/one/", "/actors/", "/actors/ann/", "/actors/long/", "/sources/", "/sources/long/",
  "/sources/people/", "/sources/gone/", "/sources/record/", "/sources/page-2/", "/claims/", "/claims/page-3/", "/timeline/",
  "/corrections/", "/tags/wick/", "/report/", "/search/", "/404.html"];

// The checker needs a second for an ordinary page and many for the longest ones, so it looks at each page once in each
// scheme of colours, once from right to left, and once without scripts.
const WAYS = [
  { name: "wide and light", sites: { own: OWN, stress: STRESS }, width: 1440, colorScheme: "light" },
  { name: "narrow and dark", sites: { own: OWN, stress: STRESS }, width: 320, height: 640, colorScheme: "dark" },
  { name: "of middle width", sites: { own: OWN, stress: STRESS }, width: 768, isChecked: false },
  { name: "wide, from right to left", sites: { stressRtl: STRESS }, width: 1440 },
  { name: "narrow, from right to left", sites: { stressRtl: STRESS }, width: 320, height: 640, isChecked: false },
  { name: "without scripts", sites: { own: OWN, stress: ["/every/", "/arabic/", "/actors/", "/claims/"] }, width: 1024, scripts: false },
];
const LONG_PAGES = ["/two-hundred/"];

/** How far a page can be scrolled sideways, and by what. */
function sideways() {
  const root = document.documentElement;
  const over = root.scrollWidth - root.clientWidth;
  if (over <= 0) return "";
  const wide = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.right > root.clientWidth + 1 || box.left < -1;
  });
  return `${over} px by ${wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)).join(" | ")}`;
}

/** What is cut off with no way to read it: content that is wider than a box that hides what does not fit. */
function cutOff() {
  return [...document.body.querySelectorAll("*")].filter((element) => {
    const style = getComputedStyle(element);
    return !element.closest("svg") && ["hidden", "clip"].includes(style.overflowX) && style.clipPath === "none" && element.scrollWidth > element.clientWidth + 1;
  }).map((element) => element.outerHTML.slice(0, 120));
}

/** Targets that stand by themselves and are smaller than 24 px each way; links in running text may be. */
function small() {
  const size = (element) => {
    const label = element.labels?.[0];
    const boxes = [element, ...(label ? [label] : [])].map((one) => one.getBoundingClientRect());
    return [Math.max(...boxes.map((box) => box.width)), Math.max(...boxes.map((box) => box.height))];
  };
  return [...document.querySelectorAll("a, button, input, summary, select")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && getComputedStyle(element).display !== "inline")
    .filter((element) => getComputedStyle(element).clipPath === "none" && !element.matches("[disabled]"))
    .filter((element) => size(element).some((side) => side < 23.99))
    .map((element) => `${size(element).join(" x ")}: ${element.outerHTML.slice(0, 120)}`);
}

/** What a page must have once. */
function frame() {
  const count = (selector) => document.querySelectorAll(selector).length;
  return { h1: count("h1"), main: count("main"), header: count("body > header"), footer: count("body > footer"),
    skip: count("body > a.skip:first-child[href='#main']"), unnamed: count("nav:not([aria-label], [aria-labelledby])") };
}

describe("every kind of page", { ...needsChromium(), concurrency: 2 }, () => {
  const visits = {};
  const sites = {};
  before(async () => {
    for (const [name, build] of Object.entries(SITES)) {
      sites[name] = build();
      visits[name] = await visit(sites[name]);
    }
  });

  for (const { name, sites: wanted, isChecked = true, ...options } of WAYS) {
    for (const [site, paths] of Object.entries(wanted)) {
      for (const path of paths) {
        test(`${name}: ${site} ${path}`, async () => {
          assert.ok(sites[site].pages.includes(path), "the page exists");
          const page = await visits[site].open(path, options);
          try {
            assert.equal(await page.evaluate(sideways), "", "the page scrolls sideways");
            assert.deepEqual(await page.evaluate(cutOff), [], "something is cut off");
            assert.deepEqual(await page.evaluate(small), [], "targets are too small");
            assert.deepEqual(await page.evaluate(frame), { h1: 1, main: 1, header: 1, footer: 1, skip: 1, unnamed: 0 });
            if (isChecked && (name === "wide and light" || !LONG_PAGES.includes(path))) assert.deepEqual(await axe(page), [], "the accessibility checker finds something");
            assert.deepEqual(page.troubles, [], "the page is not silent");
          } finally {
            await page.context().close();
          }
        });
      }
    }
  }

  for (const width of [320, 768, 1440]) {
    test(`pictures that do not come leave their words at ${width} px`, async () => {
      const page = await visits.stress.open("/none/", { width });
      await page.context().route("**/*.png", (route) => route.abort());
      for (const path of ["/every/", "/long/"]) {
        await page.goto(visits.stress.url(path));
        const pictures = await page.evaluate(() => [...document.querySelectorAll(".prose img[alt]:not([alt=''])")].map((image) => {
          image.loading = "eager";
          return { words: image.alt.length, shown: image.complete && image.naturalWidth > 0 };
        }));
        assert.ok(pictures.some(({ words }) => words > 0), "there are pictures with words");
        assert.ok(pictures.every(({ shown }) => !shown), "none of them came");
        assert.equal(await page.evaluate(sideways), "", "the page scrolls sideways");
      }
      await page.context().close();
    });
  }

  test("a page whose script is forbidden is not silent", async () => {
    const page = await visits.own.open("/");
    await page.evaluate(() => document.head.append(Object.assign(document.createElement("script"), { textContent: "1" })));
    assert.match(page.troubles.join(), /Content Security Policy/);
    await page.context().close();
  });
});
