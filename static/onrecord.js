// Pages work without this script. It remembers the switch "Show sourcing", and opens the details of a sourcing note when
// its reference is followed, and those of all notes for printing.
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
    } catch { /* Then it holds for this page only. */ }
  });
}

function openNote(hash) {
  const note = document.getElementById(decodeURI(hash.slice(1)));
  if (!note?.matches(".note")) return;
  if (sourcing) sourcing.checked = true;
  note.querySelector("details").open = true;
}

document.addEventListener("click", (event) => {
  const reference = event.target.closest("a[role=doc-noteref]");
  if (reference) openNote(reference.hash);
});
addEventListener("hashchange", () => openNote(location.hash));
openNote(location.hash);

addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("main details:not(.tools *)")) details.open = true;
});
