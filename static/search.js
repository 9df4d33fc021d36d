// Looks through the index of the site. Letters are compared without case and marks, so that "Erdogan" finds "Erdoğan" and
// a word without vowel signs the one with them; every word of the query must stand somewhere in an entry.
"use strict";

const form = document.querySelector("form.search");
const input = document.getElementById("query");
const list = document.getElementById("results");
const count = document.getElementById("found");
const plain = document.getElementById("plain-index");
const KINDS = ["articles", "claims", "actors", "sources"];
const MOST = 100;
const LONGEST = 220;

// Letters that do not come apart into a letter and a mark.
const LETTERS = { "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ـ": "",
  "ك": "ک", "ى": "ی", "ي": "ی", "ة": "ه", "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ" };

function foldLetter(letter) {
  let out = "";
  for (const part of letter.toLowerCase().normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "")) out += LETTERS[part] ?? part;
  return out;
}

// The folded text, and for each of its units the place in the text as written.
function fold(text) {
  let folded = "";
  const places = [];
  let at = 0;
  for (const letter of text) {
    const out = foldLetter(letter);
    for (let n = 0; n < out.length; n += 1) places.push(at);
    folded += out;
    at += letter.length;
  }
  places.push(text.length);
  return { folded, places };
}

let entries = null;

async function load() {
  const answer = await fetch(form.dataset.index);
  if (!answer.ok) throw new Error(answer.statusText);
  const index = await answer.json();
  const entry = (kind, title, url, text, status) => ({
    kind, title, url, text, status, inTitle: fold(title).folded, inText: fold(text).folded,
  });
  // A claim names its article and its actors by their places in the index.
  const claim = ([says, place, anchor, status, actors]) => {
    const [title, url] = index.articles[place] ?? ["", place];
    const names = actors.map((actor) => index.actors[actor][0]);
    const text = [...names, title].filter(Boolean).join(" · ");
    return entry("claims", says, `${url}#claim-${anchor}`, text, index.statuses[status]);
  };
  const plain = (kind) => index[kind].map(([title, url, text]) => entry(kind, title, url, text));
  entries = KINDS.flatMap((kind) => (kind === "claims" ? index.claims.map(claim) : plain(kind)));
}

// A title that is the query counts most, then a word at its beginning, one at the beginning of a word, any place, the text.
function score(entry, words) {
  let sum = entry.inTitle === words.join(" ") ? 20 : 0;
  for (const word of words) {
    const at = entry.inTitle.indexOf(word);
    if (at === 0) sum += 8;
    else if (at > 0) sum += /[\p{L}\p{N}]/u.test(entry.inTitle[at - 1]) ? 3 : 6;
    else if (entry.inText.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

function marked(text, words) {
  const { folded, places } = fold(text);
  const hits = [];
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      // The mark ends where the next written letter that has a folded form begins.
      let end = at + word.length;
      while (end < places.length - 1 && places[end] === places[end - 1]) end += 1;
      hits.push([places[at], places[end]]);
    }
  }
  hits.sort((a, b) => a[0] - b[0]);
  const out = document.createDocumentFragment();
  let done = 0;
  for (const [from, to] of hits) {
    if (to <= done) continue;
    const start = Math.max(from, done);
    out.append(text.slice(done, start));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(start, to);
    out.append(mark);
    done = to;
  }
  out.append(text.slice(done));
  return out;
}

// Long texts are cut around the first hit; the cuts fall between words.
function excerpt(text, words) {
  const { folded, places } = fold(text);
  const hits = words.map((word) => folded.indexOf(word)).filter((at) => at >= 0);
  const at = hits.length > 0 ? places[Math.min(...hits)] : 0;
  if (text.length <= LONGEST) return text;
  const from = at < LONGEST / 2 ? 0 : text.indexOf(" ", at - LONGEST / 3) + 1;
  const to = from + LONGEST >= text.length ? text.length : text.lastIndexOf(" ", from + LONGEST);
  const end = to > from ? to : Math.min(from + LONGEST, text.length);
  return `${from > 0 ? "… " : ""}${text.slice(from, end)}${end < text.length ? " …" : ""}`;
}

function row(entry, words) {
  const item = document.createElement("li");
  const kind = document.createElement("p");
  kind.className = "label";
  kind.textContent = form.dataset[entry.kind];
  const title = document.createElement("p");
  title.className = "result-title";
  const link = document.createElement("a");
  link.href = form.dataset.base + entry.url;
  link.dir = "auto";
  link.append(marked(entry.title, words));
  title.append(link);
  if (entry.status) {
    const status = document.createElement("span");
    status.className = "status";
    [status.dataset.status, status.textContent] = entry.status;
    title.append(" ", status);
  }
  item.append(kind, title);
  if (entry.text) {
    const text = document.createElement("p");
    text.className = "result-text";
    text.dir = "auto";
    text.append(marked(excerpt(entry.text, words), words));
    item.append(text);
  }
  return item;
}

function show() {
  const words = fold(input.value).folded.split(/\s+/u).filter(Boolean);
  const isEmpty = words.length === 0;
  list.hidden = isEmpty;
  plain.hidden = !isEmpty;
  list.replaceChildren();
  count.textContent = "";
  if (isEmpty || !entries) return;
  const found = entries
    .map((entry, at) => ({ entry, at, points: score(entry, words) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points || a.at - b.at);
  list.append(...found.slice(0, MOST).map(({ entry }) => row(entry, words)));
  const { none, one, many, most } = form.dataset;
  const say = found.length === 0 ? none : found.length === 1 ? one : found.length > MOST ? most : many;
  count.textContent = say.replace("{n}", found.length).replace("{shown}", MOST);
}

function remember() {
  const url = new URL(location.href);
  if (input.value.trim()) url.searchParams.set("q", input.value.trim());
  else url.searchParams.delete("q");
  history.replaceState(null, "", url);
}

form.hidden = false;
input.value = new URL(location.href).searchParams.get("q") ?? "";
input.addEventListener("input", () => { show(); remember(); });
form.addEventListener("submit", (event) => { event.preventDefault(); show(); remember(); });
load().then(show, () => { count.textContent = form.dataset.failed; plain.hidden = false; });
