// Pages work without this script. It remembers the switch "Show sourcing", opens the details of a sourcing note when its
// reference is followed, and opens all details for printing.
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
