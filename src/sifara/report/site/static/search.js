// Search that ignores Arabic spelling variation. Keys of the texts are made when the site is built;
// a query is folded here in the same way (sifara.arabic.words is the original).
"use strict";
(() => {
  const query = document.getElementById("q");
  const found = document.getElementById("found");
  const rows = [...document.getElementById("list").tBodies[0].rows];
  const SHOWN = 40, LINES = 3, AROUND = 7;
  let folding = new Map();
  let lines = null;

  const fold = (text) => {
    let key = "";
    for (const c of text.normalize("NFKC")) {
      const folded = folding.get(c);
      if (folded !== undefined) key += folded;
      else if (!/[\p{Mn}\p{Cf}]/u.test(c)) key += c.toLowerCase();
    }
    return (key.match(/[\p{L}\p{N}]+/gu) ?? []).join(" ");
  };
  sifara.key = async (text) => {
    folding = new Map(await sifara.load("folding"));
    return fold(text);
  };

  // A line of the index: words as written, the joined keys, and where each word's key starts.
  const line = ([number, kind, written, changed], row) => {
    const words = written.split(" ");
    const keys = words.slice();
    for (let i = 0; i < changed.length; i += 2) keys[changed[i]] = changed[i + 1];
    const starts = [];
    let joined = "";
    for (const key of keys) {
      if (key && joined) joined += " ";
      starts.push(joined.length);
      joined += key;
    }
    return { row, number, kind, words, keys, joined, starts };
  };
  const read = async () => {
    if (lines) return lines;
    const byId = new Map(rows.map((row) => [row.dataset.id, row]));
    const parts = [];
    for (let n = 1; n <= Number(query.dataset.shards); n += 1) parts.push(sifara.load(`search-${n}`));
    lines = [];
    for (const part of await Promise.all(parts)) {
      for (const [id, texts] of part) for (const text of texts) lines.push(line(text, byId.get(id)));
    }
    return lines;
  };

  // The words of a line that a query matches: those of the phrase, or else all of its words.
  const hits = (entry, wanted, parts) => {
    const at = entry.joined.indexOf(wanted);
    const inside = (i, from, to) =>
      entry.keys[i] && entry.starts[i] < to && entry.starts[i] + entry.keys[i].length > from;
    if (at >= 0) return entry.words.flatMap((_, i) => (inside(i, at, at + wanted.length) ? [i] : []));
    if (parts.length < 2 || !parts.every((part) => entry.joined.includes(part))) return [];
    return entry.words.flatMap((_, i) => (parts.some((part) => entry.keys[i].includes(part)) ? [i] : []));
  };
  const snippet = (entry, marked) => {
    const first = Math.max(0, marked[0] - AROUND);
    const last = Math.min(entry.words.length, marked[0] + AROUND * 2);
    const text = sifara.make("p", { dir: "rtl", lang: "ar" }, first ? "… " : "");
    for (let i = first; i < last; i += 1) {
      const word = sifara.written(entry.words[i]);
      text.append(...(marked.includes(i) ? [sifara.make("mark", {}, ...word)] : word), " ");
    }
    if (last < entry.words.length) text.append("…");
    return text;
  };
  const show = () => {
    for (const group of found.children) group.hidden = group.row.hidden;
  };

  const searchTexts = async (wanted) => {
    const parts = wanted.split(" ");
    const groups = new Map();
    for (const entry of await read()) {
      const marked = hits(entry, wanted, parts);
      if (marked.length) {
        if (!groups.has(entry.row)) groups.set(entry.row, []);
        groups.get(entry.row).push([entry, marked]);
      }
    }
    sifara.matched = new Set(groups.keys());
    const best = [...groups].sort((a, b) => b[1].length - a[1].length).slice(0, SHOWN);
    found.replaceChildren(...best.map(([row, entries]) => {
      const href = row.querySelector("a").getAttribute("href");
      const id = row.dataset.id;
      const group = sifara.make("section", { class: "hit" },
        sifara.make("h2", {}, sifara.make("a", { href }, id),
          ` ${entries.length} ${entries.length === 1 ? "line" : "lines"}`));
      for (const [entry, marked] of entries.slice(0, LINES)) {
        const anchor = `${id}.s${String(entry.number).padStart(2, "0")}`;
        group.append(snippet(entry, marked), sifara.make("p", { class: "small" },
          sifara.make("a", { href: `${href}#${anchor}` }, anchor), ` ${entry.kind}`));
      }
      group.row = row;
      return group;
    }));
  };
  const searchNames = async (wanted) => {
    const names = await sifara.load("names");
    sifara.matched = new Set();
    for (const row of rows) {
      const own = row.cells[0].textContent + " " + row.cells[1].textContent;
      const spelt = names[row.dataset.n].find((name) => fold(name).includes(wanted));
      row.querySelector(".spelt")?.remove();
      if (spelt === undefined && !fold(own).includes(wanted)) continue;
      sifara.matched.add(row);
      if (spelt !== undefined && spelt !== row.cells[0].textContent.trim()) {
        row.cells[0].append(sifara.make("span", { class: "spelt small" }, " ",
          sifara.make("mark", {}, spelt)));
      }
    }
  };

  let latest = 0;
  document.addEventListener("sifara:query", async () => {
    const mine = (latest += 1);
    const wanted = await sifara.key(query.value);
    if (mine !== latest) return;
    if (!wanted) {
      sifara.matched = null;
      found?.replaceChildren();
      for (const note of document.querySelectorAll(".spelt")) note.remove();
    } else if (found) await searchTexts(wanted);
    else await searchNames(wanted);
    sifara.apply();
    document.body.dataset.searched = query.value;
  });
  if (found) document.addEventListener("sifara:filtered", show);
})();
