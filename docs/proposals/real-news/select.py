#!/usr/bin/env python3
"""Choose the field documents of Sifara from two public collections, the same way on every run.

    select.py --from-saudinewsnet DIR --from-antcorpus DIR [--out DIR] [--texts DIR]

Reads judgements.tsv beside this file: one row a candidate, with a reader's story, keep and reason. Writes
selection.jsonl and refusals.tsv to --out and, with --texts, one file a document. No text of an article is
in judgements, selection or refusals. The rule, in order:

1. What a reader refused stays refused.
2. Candidates stand in the order of sha256(SEED:collection/file/item), item "null" for antcorpus.
3. Near-copies: texts of one split linked by a word 8-gram containment or Jaccard index over .5 are one group.
   At most two of a group are kept, of different newspapers, in hash order.
4. Stories that two or more newspapers tell go first, in the order of their first document: one document a
   newspaper, then others, at most PER_STORY a story.
5. The rest of the quota comes from stories of one newspaper, by hash order, at most PER_STORY a story, and no
   newspaper above SHARE of the quota of its split.
6. If a quota is still open, documents left by 4 come in (at most PER_STORY_WIDE a story), then those left by
   SHARE, by hash order again; what is still open is printed as missing.
"""
import argparse
import csv
import functools
import hashlib
import json
import pathlib
import re
import zipfile

SEED = "sifara-field-1"
SPLITS = ("field_train", "field_validation", "field_test")
QUOTA = {("field_train", "saudinewsnet"): 68, ("field_train", "antcorpus"): 12,
         ("field_validation", "saudinewsnet"): 30, ("field_validation", "antcorpus"): 10,
         ("field_test", "saudinewsnet"): 82, ("field_test", "antcorpus"): 38}
PER_STORY, PER_STORY_WIDE, SHARE, COPY = 3, 7, 0.25, 0.5
WORDS = range(90, 401)
WORD = re.compile(r"\w+")


class Sources:
    """The two collections, read only. Nothing is cleaned but carriage returns."""

    def __init__(self, saudinewsnet, antcorpus):
        self.roots = {"saudinewsnet": pathlib.Path(saudinewsnet), "antcorpus": pathlib.Path(antcorpus)}

    @functools.cache
    def archive(self, file):
        with zipfile.ZipFile(self.roots["saudinewsnet"] / file) as z:
            (name,) = z.namelist()
            return json.loads(z.read(name))

    def raw(self, file):
        return (self.roots["antcorpus"] / file).read_bytes().decode("utf-8").replace("\r", "")

    def text(self, collection, file, item):
        """Title, line feed, body. In antcorpus the title stands between the first <TITLE> and the next </TITLE>, the
        body between the first "<TEXT>" + line feed and the last line feed + "</TEXT>" (carriage returns removed before)."""
        if collection == "saudinewsnet":
            article = self.archive(file)[item]
            return (article["title"] + "\n" + article["content"]).replace("\r", "")
        raw = self.raw(file)
        title = raw.split("<TITLE>", 1)[1].split("</TITLE>", 1)[0]
        body = raw.split("<TEXT>\n", 1)[1].rsplit("\n</TEXT>", 1)[0]
        return title + "\n" + body

    def date(self, collection, file, item):
        """saudinewsnet: the archive's day. antcorpus: TIME, ISO or DD/MM/YYYY. File names end in the same day, 1,687 as
        YYYYMMDD and 86 as DDMMYYYY (one more is a day off); so a name is read day first where it does not begin with
        the year, and a document whose name and TIME disagree is an error here."""
        if collection == "saudinewsnet":
            return re.search(r"\d{4}-\d\d-\d\d", file).group()
        time = re.search(r"<TIME>(.*?)</TIME>", self.raw(file), re.S).group(1).strip()
        m = re.match(r"(\d\d)/(\d\d)/(\d{4})", time)
        date = f"{m[3]}-{m[2]}-{m[1]}" if m else time[:10]
        digits = re.search(r"(\d{8})\.txt$", file).group(1)
        assert date.replace("-", "") in (digits, digits[4:] + digits[2:4] + digits[:2]), (file, date)
        return date

    def newspaper(self, collection, file, item):
        return self.archive(file)[item]["source"] if collection == "saudinewsnet" else "jawharafm"


def split_of(collection, date):
    first, second = {"saudinewsnet": ("2015-07-28", "2015-08-02"), "antcorpus": ("2017-01-01", "2017-03-01")}[collection]
    return SPLITS[(date >= first) + (date >= second)]


def grams(text, n=8):
    words = WORD.findall(text)
    return {tuple(words[i:i + n]) for i in range(len(words) - n + 1)}


def overlap(a, b):
    """Containment of the shorter text's 8-grams; it is never below the Jaccard index."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def copy_groups(rows):
    """A representative of the near-copy group for every row; a link across splits is an error."""
    parent = list(range(len(rows)))

    def find(i):
        while parent[i] != i:
            i = parent[i]
        return i

    for i, a in enumerate(rows):
        for j in range(i):
            if overlap(a["grams"], rows[j]["grams"]) > COPY:
                assert a["split"] == rows[j]["split"], ("near-copy crosses splits", a["file"], rows[j]["file"])
                parent[find(i)] = find(j)
    return [find(i) for i in range(len(rows))]


def load(sources, path):
    rows = []
    with open(path, encoding="utf-8", newline="") as f:
        for row in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE):
            place = row["collection"], row["file"], None if row["item"] == "null" else int(row["item"])
            row.update(place=place, text=sources.text(*place), date=sources.date(*place), newspaper=sources.newspaper(*place))
            row["split"] = split_of(row["collection"], row["date"])
            row["words"] = len(row["text"].split("\n", 1)[1].split())
            row["order"] = hashlib.sha256(f"{SEED}:{row['collection']}/{row['file']}/{row['item']}".encode()).hexdigest()
            assert row["keep"] == "no" or row["words"] in WORDS, row["file"]
            rows.append(row)
    return sorted(rows, key=lambda r: r["order"])


def choose(rows):
    """The chosen rows; every other row gets its reason."""
    kept = [r for r in rows if r["keep"] == "yes"]
    for r in kept:
        r["grams"] = grams(r["text"])
    groups, papers_of = copy_groups(kept), {}
    for r, g in zip(kept, groups):
        r["group"] = g
        papers = papers_of.setdefault(g, [])
        if len(papers) >= 2 or r["newspaper"] in papers:
            r.update(keep="no", reason="near-copy")
        else:
            papers.append(r["newspaper"])
    kept = [r for r in kept if r["keep"] == "yes"]
    stories = {}
    for r in kept:
        stories.setdefault(r["story"], []).append(r)
    for name, docs in stories.items():
        assert len({r["split"] for r in docs}) == 1, ("story crosses splits", name)
    chosen = []
    for (split, collection), quota in QUOTA.items():
        pool, taken, per_story, per_paper = [r for r in kept if (r["split"], r["collection"]) == (split, collection)], [], {}, {}
        cap = quota if collection == "antcorpus" else int(quota * SHARE)

        def take(r, limit, share):
            if (r not in taken and len(taken) < quota and per_story.get(r["story"], 0) < limit
                    and per_paper.get(r["newspaper"], 0) < share):
                taken.append(r)
                per_story[r["story"]] = per_story.get(r["story"], 0) + 1
                per_paper[r["newspaper"]] = per_paper.get(r["newspaper"], 0) + 1

        told_twice = [name for name, docs in stories.items() if docs[0] in pool and len({r["newspaper"] for r in docs}) > 1]
        for name in told_twice:
            seen, first, others = set(), [], []
            for r in stories[name]:
                (others if r["newspaper"] in seen else first).append(r)
                seen.add(r["newspaper"])
            for r in first + others:
                take(r, PER_STORY, quota)
        for limit, share in ((PER_STORY, cap), (PER_STORY_WIDE, cap), (PER_STORY_WIDE, quota)):
            for r in pool:
                take(r, limit, share)
        print(f"{split} {collection}: {len(taken)} of {quota} from {len(pool)}, {len(told_twice)} stories of two or more newspapers")
        chosen += taken
    picked = {id(r) for r in chosen}
    for r in kept:
        if id(r) not in picked:
            r.update(keep="no", reason="not-drawn")
    return chosen


def main():
    here = pathlib.Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--from-saudinewsnet", required=True)
    parser.add_argument("--from-antcorpus", required=True)
    parser.add_argument("--out", type=pathlib.Path, default=here)
    parser.add_argument("--texts", type=pathlib.Path)
    args = parser.parse_args()
    rows = load(Sources(args.from_saudinewsnet, args.from_antcorpus), here / "judgements.tsv")
    chosen = choose(rows)
    by_place = lambda r: (r["collection"], r["file"], r["place"][2] or 0)
    chosen.sort(key=lambda r: (SPLITS.index(r["split"]), r["date"], by_place(r)))
    stories, sizes, copies = {}, {}, {}
    for r in chosen:
        sizes[r["group"]] = sizes.get(r["group"], 0) + 1
    with open(args.out / "selection.jsonl", "w", encoding="utf-8") as f:
        for n, r in enumerate(chosen, 1):
            data = r["text"].encode("utf-8")
            story = stories.setdefault(r["story"], f"fs-{len(stories) + 1:03d}")
            group = copies.setdefault(r["group"], f"nc-{len(copies) + 1:03d}") if sizes[r["group"]] > 1 else None
            f.write(json.dumps({"id": f"field-{n:03d}", "collection": r["collection"], "file": r["file"], "item": r["place"][2],
                                "newspaper": r["newspaper"], "date": r["date"], "sha256": hashlib.sha256(data).hexdigest(),
                                "story": story, "split": r["split"], "words": r["words"], "near_copy_group": group},
                               ensure_ascii=False) + "\n")
            if args.texts:
                (args.texts / f"field-{n:03d}.txt").write_bytes(data)
    with open(args.out / "refusals.tsv", "w", encoding="utf-8") as f:
        f.write("collection\tfile\titem\treason\tnote\n")
        for r in sorted((r for r in rows if r["keep"] == "no"), key=by_place):
            f.write("\t".join((r["collection"], r["file"], r["item"], r["reason"], r["note"])) + "\n")


if __name__ == "__main__":
    main()
