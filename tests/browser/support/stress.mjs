// Writes a site that holds everything that is hard to lay out: every status and kind of mark, many claims and actors, long
// words, signs, both directions, and lists of several pages.
//
// Input: a folder, and the language of its pages. Output: the files of a site. Not done here: building it.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync, crc32 as ownCrc } from "node:zlib";

export const LONG = "Unbreakable".repeat(28).slice(0, 300);
export const SIGNS = "👩🏽‍🚒🏳️‍🌈 Z͑ͫ̓a̷̼l̵g̶o̴ é ö 🇸🇪";
export const MIXED = "The paper الجريدة الرسمية wrote 12/3 (עמוד 7) on Monday";

const range = (count) => Array.from({ length: count }, (_, n) => n + 1);

const SOURCES = `
record: {type: report, title: The minutes of the council, publisher: council, obtained: public-record, issued: 2024-03-03, url: "https://example.org/minutes", archived: {url: "https://archive.example.org/minutes", date: 2024-04-01}}
ann: {naming: named, actor: ann, obtained: interview, issued: 2024-03-05}
bo: {naming: named, actor: bo, obtained: interview}
people: {naming: unnamed, described_as: two people who were in the room, count: 2, how_they_know: They were in the room., why_unnamed: They fear for their jobs., motive: They may lose their posts.}
times: {type: article-newspaper, title: What the minutes say, container-title: The Times of Wick, obtained: other-outlet, derived_from: [record], issued: 2024-03-06, url: "https://example.org/times"}
gone: {type: report, title: The withdrawn report, obtained: document, retracted: {date: 2024-05-01}}
long-people: {naming: unnamed, described_as: ${LONG}, how_they_know: ${LONG}, why_unnamed: ${LONG}}
long: {type: report, title: ${LONG}, obtained: document, url: "https://example.org/${LONG}"}
mixed: {type: article-newspaper, title: "${MIXED}", container-title: الجريدة, obtained: other-outlet, derived_from: [long], issued: 2024~}
`;

const ACTORS = `
council: {name: The Council of Wick, kind: government-body, summary: It governs Wick., url: "https://example.org/", wikidata: Q30}
ann: {name: Ann Ångström, kind: person, aliases: [The Clerk, Nan], roles: [{post: Clerk, of: council, when: 2019/2023}], part_of: council}
bo: {name: Bo, kind: person}
long: {name: ${LONG}, kind: company, aliases: [${LONG}s], summary: ${LONG}}
arabic: {name: الأمم المتحدة, kind: intergovernmental, aliases: [United Nations]}
signs: {name: "${SIGNS}", kind: movement}
${range(40).map((n) => `many-${n}: {name: Number ${n} of many, kind: group}`).join("\n")}
`;

// At least one claim of each status.
const CLAIMS = `
  documented: {says: The council voted to keep the line., kind: event, by: [council], about: [ann], date: 2024-03-03, sources: [{source: record, directness: firsthand, locator: item 4, quote: {exact: "Beschlossen, die Linie zu behalten.", lang: de, translation: "Resolved, to keep the line."}}, {source: times, rel: background}], confidence: high, why: The minutes were approved., unknown: Who wrote them., checked: 2024-05-05, note: "See [the minutes](https://example.org/more)."}
  corroborated: {says: Two people say so., sources: [ann, bo], unknown: Whether a third does.}
  single: {says: One person says so., by: [ann], sources: [{source: ann, directness: witnessed}]}
  view: {says: Ann holds that it was right., kind: opinion, by: [ann], sources: [{source: ann, directness: firsthand}]}
  guess: {says: It will rain., kind: prediction, likelihood: likely, by: [bo], sources: [bo]}
  unnamed: {says: Someone is looking for a depot., about: [bo], sources: [people], waive: {claim-unconfirmed: It is said in the text.}}
  unsourced: {says: The line began in the fifties., sources: [], waive: {claim-unsourced: The gap is the point.}}
  disputed: {says: The clock stopped., by: [council], sources: [ann, {source: bo, rel: disputes}]}
  old: {says: The fare is one crown., sources: [ann]}
  new: {says: The fare is two crowns., sources: [ann], updates: [old]}
  withdrawn: {says: The fare is nine crowns., sources: [ann], state: retracted}
  rests-on-gone: {says: A report says so., sources: [{source: gone, locator: p. 1}], waive: {claim-unsourced: It was withdrawn.}}
`;

const EVERY = `---
title: Every status and every kind of mark
description: All that can be marked, and all that a mark can say.
date: 2024-06-01
updated: 2024-06-09
authors: [Ada Brook, {name: Tom Farrow, url: "https://example.org/farrow"}]
tags: [Wick, ${LONG.slice(0, 100)}]
image: dot.png
image_alt: A dot
aliases: [/old/address/]
claims:${CLAIMS}events:
  planned: {title: The line is to end, date: 2024-09, kind: scheduled, actors: {council: decides, ann: writes}, claims: [documented], place: The hall}
  alleged: {title: A secret meeting, not_before: 2024-01, not_after: 2024-02, kind: alleged, actors: [bo], claims: [unnamed, disputed]}
  never: {title: The strike, date: 2024-03-04?, kind: did-not-happen, actors: [many-1, many-2], claims: [single]}
  undated: {title: A talk of which no day is known, kind: said, actors: [ann, bo], claims: [view]}
corrections:
  - {date: 2024-06-08, kind: retraction, was: The fare is nine crowns., now: The fare is two crowns., why: We misread a table., claims: [withdrawn]}
  - {date: 2024-06-09, kind: correction, was: ${LONG}, now: ${LONG.toLowerCase()}, why: The letters were wrong., claims: [documented]}
  - {date: 2024-06-09, kind: editors-note, why: A note of the editors.}
---

The [council](actor:council) [voted](claim:documented), and [two](claim:corroborated) [people](claim:single,view) say so,
while [*somebody* with \`code\`](claim:unnamed) [does not](claim:disputed). The whole of [the minutes](source:record) says *so*,
too.[^old][^new]

## A heading with [a mark](claim:unsourced) in it

1. One [withdrawn](claim:withdrawn) thing
   - deeper [again](claim:documented)

     A second paragraph, and [it](claim:guess).
2. Two[^1]

- [x] done
- [ ] not done

| What | How many | Mark |
|:-----|---------:|:----:|
| [One](claim:rests-on-gone) | 1 | [once](claim:documented) |
| Two | 22 | [twice](claim:documented) |

> Quoted words, [marked](claim:documented). More of them.[^single]
>
> > A quotation in it, [marked too](claim:view).

> [!WARNING]
> Mind [the gap](claim:unsourced).

${range(25).map((n) => `Again and [again](claim:documented) (${n}).`).join(" ")}

A claim of another article: [this one](claim:one-date/only), and ${MIXED}.

![](dot.png)

![A dot](dot.png "With a title")

### Code

\`\`\`yaml
a: {long: "${"x ".repeat(80)}"}
\`\`\`

#### Deeper

##### Deeper still

[^1]: A footnote with [a mark](claim:guess) in it, and another.[^2]
[^2]: The other.
`;

function many(count, title, body) {
  const ids = range(count);
  const claims = ids.map((n) => `  c${n}: {says: Claim number ${n} is made., by: [many-${(n % 40) + 1}], sources: [${["ann", "bo", "record", "people"][n % 4] === "record" ? "{source: record, locator: p. 1}" : ["ann", "bo", "record", "people"][n % 4]}]${n % 5 === 0 ? `, date: 2024-0${(n % 9) + 1}-0${(n % 9) + 1}` : ""}}`);
  return `---\ntitle: ${title}\ndate: 2024-05-0${(count % 9) + 1}\ntags: [Wick]\nclaims:\n${claims.join("\n")}\n---\n\n${body(ids)}\n`;
}

const simple = (title, front, body) => `---\ntitle: "${title}"\ndate: 2024-04-01\ntags: [Wick]\n${front}---\n\n${body}\n`;

const FILES = {
  "content/_index.md": "---\ntitle: Home\n---\n\nA site with [a mark](claim:one-date/only) on its front page.\n",
  "content/actors.yaml": ACTORS,
  "content/sources.yaml": SOURCES,
  "content/actors/ann.md": "---\ntitle: Ann\n---\n\nThe clerk of Wick since long.\n",
  "content/every/index.md": EVERY,
  "content/sixty.md": many(60, "Sixty claims in one paragraph",
    (ids) => ids.map((n) => `Words before [the mark of claim ${n}](claim:c${n}) and after.`).join(" ")),
  "content/two-hundred.md": many(200, "Two hundred claims",
    (ids) => ids.map((n) => `${n % 20 === 1 ? `## Part ${n}\n\n` : ""}A paragraph with [the mark of claim ${n}](claim:c${n}).\n`).join("\n")),
  "content/none.md": simple("No claims at all", "", "Nothing is claimed here."),
  "content/undated.md": simple("No dates", "claims: {it: {says: It is so., by: [ann], about: [bo], sources: [ann]}}\n", "It [is so](claim:it)."),
  "content/one-date.md": simple("One date", "claims: {only: {says: It was so., by: [ann], date: 2024-01-01, sources: [bo]}}\n", "It [was so](claim:only)."),
  "content/long.md": `---
title: ${LONG}
description: ${LONG}
date: 2024-04-02
authors: [${LONG}]
tags: [${LONG.slice(0, 100)}]
claims:
  long: {says: ${LONG}, by: [long], date: 2023, unknown: ${LONG}, sources: [{source: long, locator: ${LONG}, quote: ${LONG}}, mixed, long-people]}
events:
  long: {title: ${LONG}, date: 2023-05, actors: {long: ${LONG}, ann: subject}, claims: [long], place: ${LONG}}
corrections:
  - {date: 2024-06-01, kind: clarification, was: ${LONG}, now: ${LONG}s, why: ${LONG}, claims: [long]}
---

[${LONG}](claim:long) of [${LONG}](actor:long).

## ${LONG}

- ${LONG}

![${LONG}](every/dot.png "${LONG}")

| ${LONG} | b |
|---|---|
| ${LONG} | b |
`,
  "content/signs.md": simple(`Signs: ${SIGNS}`,
    `claims: {sign: {says: "${SIGNS}", by: [signs], date: 2024-02, sources: [mixed]}, mixed: {says: "${MIXED}", about: [arabic], sources: [mixed]}}\n`,
    `Text with ${SIGNS}, and [${SIGNS}](claim:sign).\n\n${MIXED}. [${MIXED}](claim:mixed)`),
  "content/arabic.md": `---
title: محادثات وقف إطلاق النار
description: ما هو معروف عن المحادثات، ومن قاله.
date: 2024-04-03
language: ar
tags: [سلام]
claims:
  talks: {says: بدأت المحادثات في الدوحة., by: [arabic], about: [ann], date: 2024-02-03, unknown: من كان في الغرفة., sources: [{source: mixed, quote: {exact: The talks began in Doha., lang: en, translation: بدأت المحادثات في الدوحة.}}]}
  vowels: {says: "كُتِبَ الاتِّفاقُ في القاهرة.", by: [bo], sources: [ann]}
  other: {says: One in English., about: [bo], sources: [people]}
events:
  later: {title: جولة جديدة, date: 2024-10, kind: scheduled, actors: [arabic, ann], claims: [talks]}
corrections:
  - {date: 2024-06-05, kind: correction, was: بدأت في القاهرة., now: بدأت في الدوحة., claims: [talks]}
---

قالت [الأمم المتحدة](actor:arabic) إن [المحادثات بدأت في الدوحة](claim:talks) يوم 3/2 (March)، و[كُتِبَ الاتِّفاقُ](claim:vowels).

## عنوان فيه [علامة](claim:other)

- بند أول مع [علامة](claim:vowels)

> اقتباس [فيه علامة](claim:talks).

| بلد | عدد |
|---|---:|
| مصر | [12](claim:talks) |
`,
  "content/hebrew.md": `---
title: מה ידוע על השיחות
date: 2024-04-04
language: he
claims:
  one: {says: השיחות החלו., by: [council], about: [bo], date: 2024-02-04, sources: [ann]}
  two: {says: אדם אחד אמר כך., sources: [people]}
---

[השיחות החלו](claim:one), ואמרו (in English: "so") כי [כך](claim:two).
`,
  "content/about.md": "---\ntitle: About us\nkind: page\n---\n\nWho we are. [A mark](claim:one-date/only) on a plain page.\n\n## One\n\nA.\n\n## Two\n\nB.\n\n## Three\n\nC.\n\n## Four\n\nD.\n",
  "content/part/_index.md": "---\ntitle: A section\n---\n\nWhat stands in it.\n",
  "content/part/one.md": simple("In a section", "", "Text."),
};

const site = (language) => `title: {en: The stress site, ar: موقع الاختبار}
language: ${language}
description: What is hard to lay out.
publisher: {name: ${LONG}, url: "https://example.org/", corrections_policy: /about/}
navigation:
  - {title: About us, url: about.md}
  - {title: ${LONG}, url: /claims/}
  - {title: العربية, url: arabic.md}
paginate_by: 5
`;

/** A picture of one dot, so that no file of bytes is needed. */
function dot() {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const length = Buffer.alloc(4);
    const sum = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(ownCrc(body) >>> 0);
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.from([0, 127]))), chunk("IEND", Buffer.alloc(0))]);
}

/** Writes the site into a folder. */
export function writeStress(folder, language) {
  const files = { ...FILES, "site.yaml": site(language), "content/every/dot.png": dot() };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
