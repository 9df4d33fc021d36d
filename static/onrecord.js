// Small comforts; every page works without them.
(() => {
  "use strict";
  const toggle = document.getElementById("show-sourcing");
  const key = "onrecord-show-sourcing";
  if (toggle) {
    try {
      if (localStorage.getItem(key) === "off") toggle.checked = false;
      toggle.addEventListener("change", () => localStorage.setItem(key, toggle.checked ? "on" : "off"));
    } catch { /* Storage may be forbidden; the switch works all the same. */ }
  }
  // A reference leads to its note, opened.
  const open = () => {
    const note = location.hash.startsWith("#note-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = note && note.querySelector("details");
    if (details) details.open = true;
  };
  addEventListener("hashchange", open);
  open();
  // Paper shows everything, also where a style sheet cannot open details.
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
})();
