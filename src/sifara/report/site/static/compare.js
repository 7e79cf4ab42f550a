// Any two systems side by side: how many rows each gets right, and the rows that only one does.
"use strict";
(() => {
  const [table, a, b] = ["table", "a", "b"].map((id) => document.getElementById(id));
  if (!table) return;
  const outcome = document.getElementById("outcome");
  const cells = document.getElementById("cells");
  const list = document.getElementById("rows");
  const make = sifara.make;
  const SHOWN = 100;
  let tables = [];

  const options = (select, names, chosen) => {
    select.replaceChildren(...names.map((name) => make("option", { value: name }, name)));
    select.value = names.includes(chosen) ? chosen : names[0] ?? "";
  };
  const number = (x) => `${x < 0 ? "−" : "+"}${Math.abs(x).toFixed(3)}`;

  const test = (data, first, second) => {
    const i = data.systems.indexOf(first), j = data.systems.indexOf(second);
    const known = data.tests.find(([x, y]) => (x === first && y === second) || (x === second && y === first));
    const difference = data.scores[i] - data.scores[j];
    let sentence = `${data.metric.replaceAll("_", " ")}: ${first} ${data.scores[i].toFixed(3)}, ` +
      `${second} ${data.scores[j].toFixed(3)}, difference ${number(difference)}`;
    if (!known) return `${sentence}.`;
    const [x, , range, p] = known;
    if (range) {
      const [low, high] = x === first ? range : [-range[1], -range[0]];
      sentence += ` (${number(low)} to ${number(high)})`;
    }
    return p !== null ? `${sentence}, p ${p < 0.001 ? "< 0.001" : p.toFixed(3)} after Holm's correction.`
      : `${sentence}. Too few stories for a test.`;
  };
  const grid = (counts, first, second) => {
    const row = (name, yes, no) => make("tr", {}, make("th", { scope: "row" }, name),
      make("td", { class: "n" }, String(yes)), make("td", { class: "n" }, String(no)));
    return make("table", {},
      make("thead", {}, make("tr", {}, make("td"), make("th", { scope: "col" }, `${second} right`),
        make("th", { scope: "col" }, `${second} wrong`))),
      make("tbody", {}, row(`${first} right`, counts["11"], counts["10"]),
        row(`${first} wrong`, counts["01"], counts["00"])));
  };
  const context = ([before, span, after]) => make("p", { dir: "rtl", lang: "ar" },
    ...sifara.written(before), ...(span ? [make("mark", {}, ...sifara.written(span))] : []),
    ...sifara.written(after));
  const examples = async (data, file, places, first, second, title) => {
    const i = data.systems.indexOf(first), j = data.systems.indexOf(second);
    const items = await Promise.all(places.slice(0, SHOWN).map(async (place) => {
      const rows = await sifara.load(`${file}-${Math.floor(place / data.chunk)}`);
      const [id, texts, href] = rows[place % data.chunk];
      const answer = (system) => data.values[data.answers[system][place]];
      return make("li", {},
        ...texts.map(context),
        make("p", { class: "small" }, href ? make("a", { href }, id) : id, " · gold ",
          make("b", {}, data.values[data.gold[place]]), ` · ${first}: `, make("b", {}, answer(i)),
          ` · ${second}: `, make("b", {}, answer(j))));
    }));
    const note = places.length > SHOWN ? `, the first ${SHOWN} shown` : "";
    return [make("h2", {}, `${title} (${places.length}${note})`), make("ol", { class: "errors" }, ...items)];
  };

  let latest = 0;
  const show = async () => {
    const mine = (latest += 1);
    const { file } = tables.find((t) => t.name === table.value);
    const data = await sifara.load(file);
    const [first, second] = [a.value, b.value];
    const i = data.systems.indexOf(first), j = data.systems.indexOf(second);
    const counts = { "11": 0, "10": 0, "01": 0, "00": 0 };
    const only = { "10": [], "01": [] };
    data.gold.forEach((_, place) => {
      const both = data.right[i][place] + data.right[j][place];
      counts[both] += 1;
      only[both]?.push(place);
    });
    const parts = [
      ...await examples(data, file, only["10"], first, second, `Only ${first} is right`),
      ...await examples(data, file, only["01"], first, second, `Only ${second} is right`)];
    if (mine !== latest) return;
    outcome.textContent = test(data, first, second);
    cells.replaceChildren(make("p", { class: "small" }, `${data.gold.length} rows${data.ranked < data.gold.length ? `; the scores are over ${data.ranked} of them` : ""}:`), grid(counts, first, second));
    list.replaceChildren(...parts);
  };
  const fill = (state) => {
    const entry = tables.find((t) => t.name === state.get("table")) ?? tables[0];
    table.value = entry.name;
    options(a, entry.models, state.get("a"));
    options(b, entry.models, state.get("b") ?? entry.models[1]);
  };
  const changed = () => {
    sifara.remember([["table", table.value], ["a", a.value], ["b", b.value]]);
    show();
  };
  const start = async () => {
    tables = await sifara.load("compare");
    if (!tables.length) return;
    options(table, tables.map((t) => t.name));
    fill(sifara.state());
    await show();
  };
  table.addEventListener("change", () => { fill(new URLSearchParams({ table: table.value })); changed(); });
  for (const select of [a, b]) select.addEventListener("change", changed);
  addEventListener("hashchange", () => { fill(sifara.state()); show(); });
  start();
})();
