// What every page shares: colours, sortable tables, data files, and state in the address.
"use strict";
const sifara = (window.sifara = {});

// Data files call `received`; `load` adds their script element once and waits for it.
const waiting = new Map();
const loaded = new Map();
sifara.received = (name, value) => {
  loaded.set(name, value);
  if (waiting.has(name)) waiting.get(name)(value);
};
const promises = new Map();
sifara.load = (name) => {
  if (!promises.has(name)) {
    promises.set(name, new Promise((resolve, reject) => {
      waiting.set(name, resolve);
      const script = document.createElement("script");
      script.src = `${document.body.dataset.root}data/${name}.js`;
      script.onerror = () => reject(new Error(`data/${name}.js cannot be read`));
      document.head.append(script);
    }));
  }
  return promises.get(name);
};

// An element with attributes and children; text is always text.
sifara.make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

// A text whose invisible characters were spelled out (⟨U+200F⟩): each one stands by itself.
sifara.written = (text) =>
  text.split(/(⟨U\+[0-9A-F]{4,6}⟩)/).map((part, i) =>
    (i % 2 ? sifara.make("span", { class: "ctl" }, part.slice(1, -1)) : part));

// State in the fragment, `#split=test&q=…`: it works from disk and can be sent to somebody.
sifara.state = () =>
  location.hash.includes("=") ? new URLSearchParams(location.hash.slice(1)) : new URLSearchParams();
sifara.remember = (state) => {
  const kept = new URLSearchParams([...state].filter(([, value]) => value !== ""));
  history.replaceState(null, "", `#${kept}`);
};

// Colours.
const theme = document.getElementById("theme");
const dark = () =>
  (document.documentElement.dataset.theme ||
    (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const label = () => { theme.textContent = dark() ? "Light" : "Dark"; };
theme.hidden = false;
theme.addEventListener("click", () => {
  const chosen = dark() ? "light" : "dark";
  document.documentElement.dataset.theme = chosen;
  try { localStorage.setItem("sifara-theme", chosen); } catch (error) { /* not kept */ }
  label();
});
label();

// Tables: a click on a heading sorts, a second one turns the order round.
const value = (row, column) => {
  const cell = row.cells[column];
  const text = (cell.dataset.v ?? cell.textContent).trim();
  const number = parseFloat(text.replace(/^\[/, ""));
  return /^[[+\-–]?\d/.test(text) && !Number.isNaN(number) ? number : text;
};
const compare = (a, b) => {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === typeof b) return a.localeCompare(b);
  return typeof a === "number" ? -1 : 1;
};
const sort = (table, column, heading) => {
  const down = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [value(row, column), row]);
  rows.sort((x, y) => (down ? -1 : 1) * compare(x[0], y[0]));
  body.append(...rows.map(([, row]) => row));
  table.dispatchEvent(new Event("sifara:sorted"));
};
for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    if ("fixed" in heading.dataset || !heading.textContent.trim()) return;
    const button = sifara.make("button", { type: "button" }, heading.textContent);
    heading.replaceChildren(button);
    button.addEventListener("click", () => sort(table, column, heading));
  });
}
