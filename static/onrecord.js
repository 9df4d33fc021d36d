// Pages work without this script. It remembers the switch "Show sourcing", opens the details of a sourcing note when its
// reference is followed, moves notes in the margin level with their marks, and opens all details for printing.
"use strict";

const KEY = "onrecord-sourcing";
const sourcing = document.getElementById("show-sourcing");

if (sourcing) {
  try {
    sourcing.checked = localStorage.getItem(KEY) !== "off";
  } catch { /* Storage may be forbidden. */ }
  sourcing.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, sourcing.checked ? "on" : "off");
    } catch { /* Then the choice holds for this page only. */ }
  });
}

function openNote(hash) {
  let id = hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* It was not encoded. */ }
  const note = document.getElementById(id);
  if (!note?.matches(".note")) return;
  if (sourcing) sourcing.checked = true;
  note.querySelector("details").open = true;
}

addEventListener("click", (event) => openNote(event.target.closest?.("a[role=doc-noteref]")?.hash ?? ""));
addEventListener("hashchange", () => openNote(location.hash));
openNote(location.hash);

let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("main details:not([open], .tools *)")];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => { for (const details of opened) details.open = false; });

// Notes in the margin are moved down to their references as far as there is room: never over each other, nor beyond the
// blocks beside them, so that no row of the text grows. The style sheet uses the distance on wide screens only.
const WIDE = matchMedia("screen and (width >= 70rem)");

// Where the last block ends that the notes of a block may stand beside: the style sheet lets them reach over three more.
function roomFor(notes) {
  let last = notes.parentElement.firstElementChild;
  let next = notes.parentElement.nextElementSibling;
  for (let more = 0; more < 3 && next && !next.matches(".annotated"); more += 1) {
    last = next;
    next = next.nextElementSibling;
  }
  return last.getBoundingClientRect().bottom;
}

function level() {
  const groups = [...document.querySelectorAll(".prose > .annotated > .notes")];
  const notes = groups.map((group) => [...group.children].filter((child) => child.matches(".note")));
  for (const note of notes.flat()) note.style.removeProperty("--down");
  if (!WIDE.matches) return;
  // All measuring comes before all moving.
  const moves = groups.map((group, at) => {
    if (notes[at].length === 0 || notes[at].length !== group.children.length) return [];
    const boxes = notes[at].map((note) => note.getBoundingClientRect());
    const tops = boxes.map((box) => box.top);
    for (const [n, note] of notes[at].entries()) {
      const mark = document.getElementById(note.id.replace(/^note-/, "ref-"));
      const above = n === 0 ? -Infinity : tops[n - 1] + (boxes[n].top - boxes[n - 1].top);
      tops[n] = Math.max(boxes[n].top, above, mark ? mark.getBoundingClientRect().top : -Infinity);
    }
    let room = Math.max(roomFor(group), boxes.at(-1).bottom);
    for (let n = boxes.length - 1; n >= 0; n -= 1) {
      tops[n] = Math.max(boxes[n].top, Math.min(tops[n], room - boxes[n].height));
      room = tops[n] - (n === 0 ? 0 : boxes[n].top - boxes[n - 1].bottom);
    }
    return tops.map((top, n) => top - boxes[n].top - (n === 0 ? 0 : tops[n - 1] - boxes[n - 1].top));
  });
  for (const [at, downs] of moves.entries()) {
    for (const [n, down] of downs.entries()) {
      if (down >= 1) notes[at][n].style.setProperty("--down", `${down}px`);
    }
  }
}

let waiting = 0;
function levelSoon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(level);
}

if (document.querySelector(".notes")) {
  new ResizeObserver(levelSoon).observe(document.querySelector(".prose"));
  addEventListener("change", levelSoon);
  addEventListener("toggle", levelSoon, true);
  document.fonts?.ready.then(levelSoon);
}
