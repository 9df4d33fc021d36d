// Pages work without this script. It remembers the switch "Show sourcing", opens the details of a sourcing note when its
// reference is followed, lays out the margin of a wide screen, and opens all details for printing.
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

// Without the script a block with many notes makes room for them, and leaves a blank in the text. With it notes stand
// level with their marks, or below the note before; the text makes room only where a note would be too far from its block.
const WIDE = matchMedia("screen and (width >= 70rem)");
const FAR = 300; // px
const BELOW_BOX = 24; // px

function level() {
  const prose = document.querySelector(".prose:has(> .annotated)");
  if (!prose) return;
  const groups = [...prose.querySelectorAll(":scope > .annotated > .notes")];
  for (const group of groups) {
    group.style.removeProperty("--room");
    for (const note of group.children) note.style.removeProperty("--down");
  }
  prose.style.removeProperty("--start");
  prose.style.removeProperty("--end");
  prose.parentElement.classList.toggle("levelled", WIDE.matches);
  if (!WIDE.matches) return;

  // All measuring comes before all moving.
  const bottom = prose.getBoundingClientRect().bottom;
  const measured = groups.filter((group) => group.checkVisibility()).map((group) => {
    const block = group.parentElement.firstElementChild.getBoundingClientRect();
    const style = getComputedStyle(group);
    const notes = [...group.children].map((note) => ({
      note,
      height: note.getBoundingClientRect().height,
      mark: document.getElementById(note.id.replace(/^note-/, "ref-"))?.getBoundingClientRect().top ?? -Infinity,
    }));
    return { group, block, notes, gap: parseFloat(style.rowGap), top: group.getBoundingClientRect().top + parseFloat(style.paddingTop) };
  });

  let shift = 0; // how far the text has been moved down
  const box = document.querySelector(".how");
  let free = box ? box.getBoundingClientRect().bottom + BELOW_BOX : -Infinity; // where the next note may begin
  const moves = [];
  let previous = null;
  for (const one of measured) {
    const more = free - (one.top + shift) - FAR;
    if (more > 0) {
      moves.push(previous ? [previous.group, "--room", previous.block.height + more] : [prose, "--start", more]);
      shift += more;
    }
    let above = one.top + shift;
    for (const { note, height, mark } of one.notes) {
      const top = Math.max(above, free, mark + shift);
      if (top - above >= 1) moves.push([note, "--down", top - above]);
      free = above = Math.max(top, above) + height + one.gap;
    }
    previous = one;
  }
  if (free > bottom + shift) moves.push([prose, "--end", free - bottom - shift]);
  for (const [element, name, value] of moves) element.style.setProperty(name, `${value}px`);
}

let waiting = 0;
function levelSoon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(level);
}

if (document.querySelector(".notes")) {
  level();
  new ResizeObserver(levelSoon).observe(document.querySelector(".prose"));
  addEventListener("change", levelSoon);
  addEventListener("toggle", levelSoon, true);
  document.fonts?.ready.then(levelSoon);
}
