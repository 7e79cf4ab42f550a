"""Write everything that is rendered from data, results and rules, or check that it is current.

    python scripts/generate.py [--check] [NAME …]

Exit code: 0 when everything is (or was made) current, 1 when --check finds something stale, 2 for
wrong use.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sifara.errors import UsageError, nearest
from sifara.evaluation.agreement import Passes, report
from sifara.evaluation.find import results
from sifara.evaluation.predictions import schema
from sifara.evaluation.result import opener
from sifara.evaluation.tasks import TASKS
from sifara.files import holds, write_text
from sifara.gold import plan
from sifara.gold.records import HELD_OUT, Document, document_from_json
from sifara.gold.repository import Repository, find_repository, read_json, record_files
from sifara.process import exit_code
from sifara.release.parquet import read_manifest
from sifara.report.card import provenance
from sifara.report.card.page import AGREEMENT
from sifara.report.card.rendering import rendered as card
from sifara.report.leaderboard import (
    Standings,
    best_markdown,
    leaderboard_markdown,
    standings,
)
from sifara.report.markdown import table
from sifara.report.plots import plots
from sifara.validation.catalogue import Rule, rules
from sifara.validation.findings import LEVELS

Texts = dict[Path, str]

#: What the figures of the agreement are, and what they are not.
HONEST_NAME = (
    "Self-consistency of two passes by language models, not human inter-annotator agreement"
)

#: What each level of validation asks.
QUESTIONS = {
    "encoding": "Is it a file, in UTF-8, with plain line ends?",
    "syntax": "Is it strict JSON, every key once?",
    "schema": "Does the record have its shape?",
    "reference": "Does what it points to exist, unchanged, and say the same?",
    "annotation": "Does it agree with its text and with itself?",
    "corpus": "Do the documents together hold: nothing twice, nothing across splits?",
}


def filled(path: Path, parts: Mapping[str, str]) -> Texts:
    """A page with the parts between its marks ``<!-- NAME:begin -->`` and ``end`` made anew.

    Raises:
        UsageError: When the page lacks the place of a part or has it twice.
    """
    text = path.read_text(encoding="utf-8")
    for name, content in parts.items():
        begin, end = f"<!-- {name}:begin -->\n", f"<!-- {name}:end -->"
        head, *rest = text.split(begin)
        if len(rest) != 1 or rest[0].count(end) != 1:
            raise UsageError(f"{path}: expected one place between {begin.strip()} and {end}")
        text = f"{head}{begin}{content}\n{end}{rest[0].partition(end)[2]}"
    return {path: text}


def agreement(repository: Repository) -> Texts:
    """The agreement of the two annotation passes over each split that was annotated twice."""
    first, second = _pass(repository.first), _pass(repository.second)
    both = [Passes(first[name], second[name]) for name in second if name in first]
    priority = {topic.id: rank for rank, topic in enumerate(repository.read_topics())}
    splits = {
        split: report([p for p in both if p.first.split == split], priority)
        for split in sorted({p.first.split for p in both})
    }
    found = {"name": HONEST_NAME, "splits": splits}
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    return {repository.results / AGREEMENT: text} if splits else {}


def _pass(folder: Path) -> dict[str, Document]:
    return {path.stem: document_from_json(read_json(path)) for path in record_files(folder)}


def findings(repository: Repository) -> Texts:
    """The page of findings, from the catalogue of rules."""
    by_level = {
        level: [rule for rule in rules().values() if rule.level == level] for level in LEVELS
    }
    levels = table(
        ["level", "what it asks", "rules"],
        [
            [
                f"[{level}](#{level})",
                QUESTIONS[level],
                ", ".join(f"[{rule.code}](#{rule.code})" for rule in found),
            ]
            for level, found in by_level.items()
        ],
    )
    sections = [
        "\n\n".join([f"## {level}", QUESTIONS[level], *map(_rule, found)])
        for level, found in by_level.items()
    ]
    page = repository.root / "docs" / "findings.md"
    return filled(page, {"levels": levels, "rules": "\n\n".join(sections)})


def _rule(rule: Rule) -> str:
    severity = "" if rule.severity == "error" else f" ({rule.severity})"
    return (
        f"### {rule.code}\n\n**{rule.title}**{severity}\n\n{rule.explanation}\n\n"
        f"Fails:\n\n```\n{rule.failing}\n```\n\nRepaired:\n\n```\n{rule.repaired}\n```"
    )


def coverage(repository: Repository) -> Texts:
    """The page on what the commissioning sheet plans, and what of it the texts hold."""
    sheet = plan.commissions(repository)
    sizes = Counter(line["split"] for line in sheet)
    split_sizes = ", ".join(f"{sizes[name]} {name}" for name in plan.AUTHORED)
    parts = [f"{len(sheet)} planned texts: {split_sizes}."]
    counted = {f"Planned texts by {field}": plan.planned(sheet, field) for field in plan.FIELDS}
    counted["Texts by length in words"] = plan.lengths(repository, sheet)
    for title, counts in counted.items():
        values = sorted({value for column in counts.values() for value in column})
        rows = [[value, *(column[value] for column in counts.values())] for value in values]
        parts += [f"## {title}", table(["", *counts], rows, numeric=len(counts))]
    parts.append("## What of the plan stands in the gold")
    parts += [
        f"Planned {name} that stand in the gold of their text: {there} of {wanted}."
        for name, (there, wanted) in plan.held(repository, sheet).items()
    ]
    page = repository.root / "docs" / "coverage.md"
    return filled(page, {"coverage": "\n\n".join(parts)})


def readme(repository: Repository) -> Texts:
    """The front page, and the page with the whole leaderboard behind it."""
    found = _standings(repository)
    shown = {
        "state": _state(repository),
        "agreement": provenance.passes(repository.results / AGREEMENT),
        "validity": provenance.validity(repository.results),
        "best": best_markdown(found),
    }
    leaderboard = {"leaderboard": leaderboard_markdown(found)}
    return {
        **filled(repository.root / "README.md", shown),
        **filled(repository.root / "docs" / "leaderboard.md", leaderboard),
    }


def _state(repository: Repository) -> str:
    manifest = read_manifest(repository.release)
    configs = manifest["configs"]
    splits = list(configs["documents"])
    rows = [
        [title, *(configs[config][split]["rows"] for split in splits)]
        for title, config in (
            ("documents", "documents"),
            ("segments with topics", "topics"),
            ("mentions", "mentions"),
            ("pairs of mentions", "entity_pairs"),
        )
    ]
    return (
        f"Data version {manifest['version']}:\n\n{table(['', *splits], rows, len(splits))}\n\n"
        f"The published knowledge base has {configs['entities']['kb']['rows']} entities."
    )


def _standings(repository: Repository) -> list[Standings]:
    """The tables of the first held-out split that has results."""
    for split in HELD_OUT:
        found = [result for result in results(repository.results) if result.split == split]
        if found:
            return standings(found, opener(repository.release))
    return []


def drawn(repository: Repository) -> Texts:
    """The plots of the documentation, from the result files."""
    folder = repository.root / "docs" / "images"
    found = plots(results(repository.results))
    return {folder / f"{name}.svg": svg for name, svg in found.items()}


def prediction(repository: Repository) -> Texts:
    """The schema of a line of predictions, from the tasks."""
    text = json.dumps(schema(TASKS.values()), ensure_ascii=False, indent=2) + "\n"
    return {repository.root / "schema" / "prediction.schema.json": text}


def difficulty(repository: Repository, check: bool) -> bool:
    """Whether the page on difficulty and its figures are current, which baselines see to."""
    command = [sys.executable, "-m", "baselines.study", "--root", str(repository.root)]
    command += ["--check"] if check else []
    done = subprocess.run(command, cwd=Path(__file__).parents[1], check=False)  # noqa: S603
    return done.returncode == 0


#: What is rendered into files, in the order in which one stands on another.
PARTS: dict[str, Callable[[Repository], Texts]] = {
    "prediction": prediction,
    "agreement": agreement,
    "findings": findings,
    "coverage": coverage,
    "readme": readme,
    "plots": drawn,
    "card": card,
}

#: Measured and not only rendered: minutes of cross-validation.
DIFFICULTY = "difficulty"


def render(repository: Repository, name: str, check: bool) -> bool:
    """Writes one part, or says what of it is stale; whether it is current."""
    if name == DIFFICULTY:
        return difficulty(repository, check)
    stale = {path: t for path, t in PARTS[name](repository).items() if not holds(path, t)}
    for path, text in stale.items():
        place = path.relative_to(repository.root)
        if check:
            print(f"{place} is stale; run: python scripts/generate.py {name}", flush=True)
        else:
            write_text(path, text)
            print(place, flush=True)
    return not (check and stale)


def run(names: Sequence[str], root: Path | None, check: bool) -> int:
    """Writes or checks the parts of some names, or all of them."""
    known = [DIFFICULTY, *PARTS]
    for name in names:
        if name not in known:
            raise UsageError(f"unknown part {name!r}{nearest(name, known)}")
    repository = find_repository(root)
    return 0 if all([render(repository, name, check) for name in names or known]) else 1  # noqa: C419


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join([DIFFICULTY, *PARTS])}"
    )
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    return exit_code(lambda: run(args.names, args.root, args.check), "generate")


if __name__ == "__main__":
    sys.exit(main())
