// Runs before the first paint: the reader's own choice of colours, if there is one.
"use strict";
document.documentElement.dataset.scripts = "";
try {
  const chosen = localStorage.getItem("sifara-theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch (error) {
  // Storage is closed to pages from disk in some browsers; the system's colours stay.
}
