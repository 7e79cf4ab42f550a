"""Where texts and labels come from and who looked at them: in words, from files.

What a file does not show has not happened: every paragraph here has a form for "not yet".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sifara.gold.repository import Repository, read_json, record_files
from sifara.report.markdown import table

Row = Mapping[str, Any]


def texts(documents: Sequence[Row]) -> str:
    """Which documents are real and which were made, in a paragraph."""
    kinds = Counter(document["source"] for document in documents)
    stories = len({d["story"] for d in documents if d["source"] == "authored"})
    real = (
        f"**{kinds['web']} documents are real** (`source` is `web`): articles scraped from the "
        "web, kept with all their mess and unaltered."
    )
    if not kinds["authored"]:
        return f"{real} This version has no authored documents yet."
    return (
        f"{real} **{kinds['authored']} documents, in {stories} stories, are authored** (`source` "
        "is `authored`): a language model wrote them for this corpus. They report invented "
        "meetings of invented people; real countries, cities and organisations appear in routine "
        "roles, and nothing in them is news."
    )


def commissions(repository: Repository) -> str:
    """How the authored texts were planned."""
    if not repository.commissions.is_file():
        return "There is no commissioning sheet: no text has been commissioned."
    lines = repository.commissions.read_text(encoding="utf-8").splitlines()
    plans = [json.loads(line) for line in lines if line.strip()]
    written = sum(repository.document_path(str(plan["id"])).is_file() for plan in plans)
    return (
        "Authored texts are planned one by one in a commissioning sheet "
        f"(`data/gold/commissions.jsonl`: {len(plans)} plans, {written} of them with an annotated "
        "document in this version). It fixes register, countries, topics, noise, length and the "
        "names that recur before a text is written. Labels are made without a look at it."
    )


def second_pass(repository: Repository, documents: Sequence[Row]) -> str:
    """What was labelled twice, and what became of the disagreements."""
    second = {path.stem for path in record_files(repository.second)}
    twice = Counter(d["split"] for d in documents if d["id"] in second)
    if not twice:
        return "No document of this version has a second, independent annotation yet."
    total = Counter(d["split"] for d in documents)
    shares = ", ".join(f"{twice[s]} of {total[s]} of {s}" for s in total if twice[s])
    paragraph = (
        f"Labelled a second time, by a language model that did not see the first labels: {shares}. "
        "It did see the registry, with the entities that the first pass had added, and guidelines "
        "that quote the real articles with their marks. Both passes are kept in the source "
        "repository, carried over to texts that were corrected after them."
    )
    if not repository.adjudication.is_file():
        return f"{paragraph} No record of adjudicated disagreements exists yet."
    lines = repository.adjudication.read_text(encoding="utf-8").splitlines()
    decisions = [json.loads(line) for line in lines if line.strip()]
    alike = sum(decision["first"] == decision["second"] for decision in decisions)
    paragraph += f" {len(decisions) - alike} disagreements were adjudicated, each with its reason"
    if not alike:
        return f"{paragraph}."
    return (
        f"{paragraph}; {alike} labels on which the passes agree were changed by a later ruling or "
        "with a correction of the text."
    )


def agreement(path: Path) -> str:
    """The agreement of both passes, from the report that ``generate.py`` writes."""
    if not path.is_file():
        return "Agreement has not been measured yet."
    report: Any = read_json(path)
    if not report["splits"]:
        return "Agreement has not been measured yet."
    parts = [f"**{report['name']}.** Intervals are over stories."]
    for split, found in report["splits"].items():
        rows = [
            [f"`{name}`", _decimals(m["value"]), f"{_decimals(m['low'])}–{_decimals(m['high'])}"]
            for name, m in found["measures"].items()
        ]
        size = f"{found['documents']} documents, {found['stories']} stories"
        size += (
            f", {found['segments']} segments, mentions {' and '.join(map(str, found['mentions']))}"
        )
        cells = table(["measure", "value", "interval"], rows, numeric=2)
        parts.append(f"{split} ({size}):\n\n{cells}")
    return "\n\n".join(parts)


def passes(path: Path) -> str:
    """How far the two passes agree on ``test``, in a sentence, from the same report."""
    report: Any = read_json(path) if path.is_file() else {"splits": {}}
    if "test" not in report["splits"]:
        return "Agreement has not been measured yet."
    measured = {name: m["value"] for name, m in report["splits"]["test"]["measures"].items()}
    parts = [
        f"{text} {measured[name]:.3f}"
        for name, text in (
            ("primary_topic.agreement", "primary topic of a segment"),
            ("primary_topic.kappa", "the same beyond chance (Cohen's κ)"),
            ("spans.exact_f1", "spans of mentions (F1)"),
            ("mention_entity.agreement", "entity of a mention that both marked"),
        )
        if measured.get(name) is not None
    ]
    return (
        f"Agreement of the two passes on `test`: {'; '.join(parts)}. Both passes were made by "
        "language models. This is the agreement of a model with itself: it repeats its own "
        "mistakes, and whether people would agree is not known."
    )


def validity(results: Path) -> str:
    """What decides whether to use the set for real news, from the figures of the baselines."""
    path = results / "difficulty.json"
    if not path.is_file():
        return "Whether scores and rankings hold on real news has not been measured yet."
    found: Any = read_json(path)
    rows = [row for row in found["rankings"] if row["against"] == "web"]
    holds = [f"`{row['task']}`" for row in rows if row["verdict"] == "established"]
    taus = ", ".join(f"`{row['task']}` {row['tau']:.2f}" for row in rows)
    fewest = min(row["stories"][1] for row in rows)
    parts = [
        "**Rankings on real news.** "
        + (
            f"That a ranking on `test` holds on real news is established for {', '.join(holds)}."
            if holds
            else "For no task is it established that a ranking on `test` holds on real news."
        )
        + f" Kendall's τ between the order of systems on `test` and on the {fewest} real articles "
        f"of `web` is: {taus}. 1 is the same order, 0 is no relation, -1 is the reverse order.",
        *_twelve_articles(results),
        "**Authored and real texts.** A classifier that sees no names tells a line of a real "
        f"article from a line of an authored text with an AUC of "
        f"{found['authored_or_real']['auc']:.3f}. 0.5 is chance, 1 is never wrong.",
    ]
    return "\n".join(f"* {part}" for part in parts)


def _twelve_articles(results: Path) -> list[str]:
    """What was measured on real articles that are not part of the project."""
    path = results / "twelve_articles.json"
    if not path.is_file():
        return []
    found: Any = read_json(path)
    trained = found["trained_classifiers"]
    return [
        f"**Topics on {found['articles']} other real articles.** There, trained classifiers "
        f"reached {trained['lowest']:.2f} to {trained['highest']:.2f} macro-F1, and `lexicon`, "
        f"which learns nothing, {found['lexicon']:.2f}. The articles are not part of the project. "
        "It holds neither their texts nor the predictions, so this cannot be repeated here."
    ]


def _decimals(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def reviews(documents: Sequence[Row], repository: Repository) -> str:
    """How far the labels have been reviewed, and by whom."""
    states = ("draft", "adjudicated", "human_reviewed")
    splits = list(dict.fromkeys(document["split"] for document in documents))
    count = Counter((d["split"], d["review"]) for d in documents)
    rows = [[split, *(count[split, state] for state in states)] for split in splits]
    cells = table(["split", *(f"`{state}`" for state in states)], rows, numeric=len(states))
    people = Counter(by for d in repository.read_documents() for by, _ in d.reviews)
    if people:
        names = ", ".join(f"{name} ({number})" for name, number in sorted(people.items()))
        return f"{cells}\n\nReviewed by people: {names}."
    return f"{cells}\n\n**No person has reviewed any label of this version.**"


def registry(repository: Repository) -> str:
    """What the registry of entities holds, in a sentence."""
    entities = list(repository.read_entities().values())
    withheld = sum(e.identified and not e.in_kb for e in entities)
    return (
        f"The registry has {len(entities)} entities, {sum(e.invented for e in entities)} of them "
        f"invented. The published knowledge base leaves out {withheld} that a seeded draw "
        f"withholds and {sum(not e.identified for e in entities)} that no text identifies; their "
        "gold link is NIL."
    )
