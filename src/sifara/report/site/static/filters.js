// Filters of a list: choices hide rows, and stand in the address. Of a long list the first rows are
// laid out until a person wants all; the style sheet holds the others back from the start.
"use strict";
(() => {
  const form = document.getElementById("filters");
  const table = document.getElementById(form.dataset.table);
  const rows = table.tBodies[0].rows;
  const all = document.getElementById("all");
  let most = 200;
  const selects = [...form.querySelectorAll("select[data-filter]")];
  const query = document.getElementById("q");
  const count = document.getElementById("count");
  const noun = count.textContent.trim().split(" ").slice(1).join(" ");
  // Rows that the search leaves, or null when nothing is searched.
  sifara.matched = null;

  sifara.apply = () => {
    const wanted = selects.filter((s) => s.value).map((s) => [s.dataset.filter, s.value]);
    let shown = 0;
    for (const row of rows) {
      row.hidden =
        (sifara.matched !== null && !sifara.matched.has(row)) ||
        wanted.some(([name, value]) => !row.dataset[name].split(" ").includes(value));
      if (!row.hidden) shown += 1;
      row.classList.toggle("beyond", shown > most);
    }
    table.classList.remove("long");
    all.hidden = shown <= most;
    count.textContent =
      (shown === rows.length ? `${shown} ${noun}` : `${shown} of ${rows.length} ${noun}`) +
      (shown > most ? `, the first ${most} shown` : "");
    document.dispatchEvent(new Event("sifara:filtered"));
  };
  const remember = () =>
    sifara.remember([...selects.map((s) => [s.dataset.filter, s.value]), ["q", query.value]]);
  const restore = () => {
    const state = sifara.state();
    for (const select of selects) select.value = state.get(select.dataset.filter) ?? "";
    query.value = state.get("q") ?? "";
    sifara.apply();
    document.dispatchEvent(new Event("sifara:query"));
  };
  all.addEventListener("click", () => { most = Infinity; sifara.apply(); });
  table.addEventListener("sifara:sorted", sifara.apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const select of selects) {
    select.addEventListener("change", () => { remember(); sifara.apply(); });
  }
  let timer;
  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      remember();
      document.dispatchEvent(new Event("sifara:query"));
    }, 150);
  });
  addEventListener("hashchange", restore);
  addEventListener("DOMContentLoaded", restore);
})();
