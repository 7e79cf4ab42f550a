"""Speed and memory of ``sifara validate`` beside other validators, on one generated corpus.

    python -m benchmarks.validation            20,000 documents; minutes
    python -m benchmarks.validation --quick     2,000 documents; seconds

Each engine reads every document from disk and parses it. The three others check the JSON Schema
alone; Sifara checks all six levels, which includes reading and hashing every raw text. The engines
take turns, so that a machine that is slow for a while is slow for all of them, and are compared
round by round, by the clock and in CPU time. The slow ones get a share of the documents each round.
Memory is the peak resident size of a fresh process, at a fifth and at the full number of documents.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from sifara.gold import records
from sifara.gold.repository import Repository, find_repository
from sifara.validation import Run
from sifara.validation.levels.schema import schema

#: Times that the engines take turns.
ROUNDS = 5

MENTIONS = 40
WORDS = 200
_ENTITIES = 500
_LINES = 6
_BATCH = 1000  # files for one call of check-jsonschema
_KIBIBYTES = 1024


def generate(target: Path, documents: int, seed: int = 0) -> Repository:
    """A checkout with documents of 40 mentions in 200 words, all of them valid.

    Words are drawn from the five real articles, so that letters and lengths are those of the data;
    the order is random, so that no two documents share a sentence.
    """
    source = find_repository(Path(__file__).parent)
    repository = Repository(target)
    raw = target / "data" / "raw" / "authored"
    raw.mkdir(parents=True)
    repository.documents.mkdir(parents=True)
    repository.topics.write_bytes(source.topics.read_bytes())
    topics = [topic.id for topic in source.read_topics()]
    entities = [_entity(number) for number in range(_ENTITIES)]
    repository.entities.write_text(records.format_entities(entities), encoding="utf-8")
    vocabulary = _vocabulary(source)
    for number in range(documents):
        rng = random.Random(f"{seed}-{number}")
        text = _text(rng, vocabulary)
        file = raw / f"auth-{number:05d}.txt"
        file.write_bytes(text.encode("utf-8"))
        document = _document(rng, number, text, entities, topics)
        repository.document_path(document.id).write_text(
            records.format_document(document), encoding="utf-8"
        )
    return repository


def _vocabulary(source: Repository) -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(source.data.glob("raw/web/*.txt")))
    return sorted({word for text in texts for word in re.findall(r"[^\W\d_]{2,}", text)})


def _entity(number: int) -> records.Entity:
    kind = ("PERS", "ORG", "GPE", "LOC", "FAC", "EVENT")[number % 6]
    entity = f"entity-{number:04d}"
    return records.Entity(
        id=entity,
        type=kind,
        name_ar=f"كيان {number}",
        name_en=f"Entity {number}",
        wikidata=None,
        description="Made up for the benchmark",
        invented=True,
        identified=True,
        in_kb=not records.withheld(entity, kind),
    )


def _text(rng: random.Random, vocabulary: list[str]) -> str:
    words = rng.choices(vocabulary, k=WORDS)
    per_line = WORDS // _LINES + 1
    rows = [words[at : at + per_line] for at in range(0, WORDS, per_line)]
    return "".join(_row(rng, row) + "\n" for row in rows)


def _row(rng: random.Random, words: list[str]) -> str:
    middle = rng.randrange(8, len(words) - 8)
    return f"{' '.join(words[:middle])}. {' '.join(words[middle:])}."


def _document(
    rng: random.Random,
    number: int,
    text: str,
    entities: list[records.Entity],
    topics: list[str],
) -> records.Document:
    spans = [match.span() for match in re.finditer(r"[^\W\d_]+", text)]
    mentions = []
    for start, end in sorted(rng.sample(spans, MENTIONS)):
        entity = entities[rng.randrange(_ENTITIES)]
        mentions.append(
            records.Mention(start, end, text[start:end], entity.type, "name", entity.id)
        )
    segments = [
        records.Segment(line, "body", tuple(sorted(rng.sample(topics, rng.randint(1, 3)))))
        for line in range(1, text.count("\n") + 1)
    ]
    return records.Document(
        id=f"auth-{number:05d}",
        source="authored",
        file=f"raw/authored/auth-{number:05d}.txt",
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        story=f"st-{number:05d}",
        split=("train", "validation", "test")[number % 3],
        register="agency-wire",
        noise="light",
        review="draft",
        segments=tuple(segments),
        mentions=tuple(mentions),
    )


def validated(repository: Repository, jobs: int = 1) -> int:
    """How many documents of a checkout were validated, none of them with a finding."""
    run = Run(repository, jobs=jobs)
    unexpected = [item for item in run.findings() if item.code != "unused-entity"]
    if unexpected:
        raise AssertionError(unexpected[0])
    return run.checked["documents"]


def with_sifara(repository: Repository, paths: Sequence[Path], jobs: int = 1) -> None:
    """All six levels of the whole checkout, in one process."""
    if validated(repository, jobs) != len(paths):
        raise AssertionError("not all documents were validated")


def with_sifara_on_all_cores(repository: Repository, paths: Sequence[Path]) -> None:
    """All six levels, in one process a core, as the command does where there are many."""
    with_sifara(repository, paths, jobs=os.cpu_count() or 1)


def with_jsonschema_rs(_: Repository, paths: Sequence[Path]) -> None:
    """Reading, parsing and one yes or no of the Rust engine."""
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(schema("document"))
    for path in paths:
        with path.open("rb") as file:
            value = json.loads(file.read())
        if not validator.is_valid(value):
            raise AssertionError(path)


def with_jsonschema(_: Repository, paths: Sequence[Path]) -> None:
    """Reading, parsing and all errors of the reference engine."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema("document"))
    for path in paths:
        with path.open("rb") as file:
            value = json.loads(file.read())
        if list(validator.iter_errors(value)):
            raise AssertionError(path)


def with_check_jsonschema(_: Repository, paths: Sequence[Path]) -> None:
    """The command line tool, given a thousand files a call."""
    file = find_repository(Path(__file__).parent).root / "schema" / "document.schema.json"
    for at in range(0, len(paths), _BATCH):
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(file)]
        subprocess.run(
            [*command, *map(str, paths[at : at + _BATCH])], check=True, capture_output=True
        )


class Engine(NamedTuple):
    """A validator.

    Attributes:
        run: Checks documents of a checkout.
        slow: Whether a round gives it its share of the documents alone, so that it has seen each
            of them once after all rounds.
    """

    run: Callable[[Repository, Sequence[Path]], None]
    slow: bool = False


ALL_CORES, ONE_PROCESS = "sifara, six levels, all cores", "sifara, six levels, one process"

#: Engines by name.
ENGINES = {
    ALL_CORES: Engine(with_sifara_on_all_cores),
    ONE_PROCESS: Engine(with_sifara),
    "jsonschema-rs, schema alone": Engine(with_jsonschema_rs),
    "jsonschema, schema alone": Engine(with_jsonschema, slow=True),
    "check-jsonschema, schema alone": Engine(with_check_jsonschema, slow=True),
}


class Cost(NamedTuple):
    """Seconds that all documents take: on the clock, and of all cores together."""

    clock: float
    cpu: float


def cost(engine: Engine, repository: Repository, paths: Sequence[Path], number: int) -> Cost:
    """What one round of an engine costs, its worker processes included."""
    share = paths[number::ROUNDS] if engine.slow else paths
    before, started = os.times(), time.perf_counter()
    engine.run(repository, share)
    clock, after = time.perf_counter() - started, os.times()
    scale = len(paths) / len(share)
    return Cost(clock * scale, (sum(after[:4]) - sum(before[:4])) * scale)


def costs(repository: Repository) -> dict[str, list[Cost]]:
    """The costs of each engine, round by round, after one that warms the disk's cache."""
    paths = list(repository.document_paths())
    with_jsonschema_rs(repository, paths)
    found: dict[str, list[Cost]] = {name: [] for name in ENGINES}
    for number in range(ROUNDS):
        for name, engine in ENGINES.items():
            one = cost(engine, repository, paths, number)
            found[name].append(one)
            print(f"  {name:32} {one.clock:8.2f} s, {one.cpu:8.2f} s of CPU", flush=True)
    return found


def peak_memory(repository: Repository) -> float:
    """Peak resident mebibytes of a fresh process that validates a checkout."""
    command = [sys.executable, "-m", "benchmarks.validation", "--only-validate"]
    run = subprocess.run(
        [*command, str(repository.root)], check=True, capture_output=True, text=True
    )
    return float(run.stdout)


def _report(repository: Repository, documents: int) -> Iterator[str]:
    found = costs(repository)
    yield f"{documents:,} documents of {MENTIONS} mentions, {os.cpu_count()} cores, {ROUNDS} rounds"
    yield "clock, CPU: seconds for all documents, the median of the rounds"
    yield "/ all cores: how much longer than Sifara on all cores, by the clock"
    yield "/ one: how much more CPU than Sifara in one process"
    yield "ratios: the median of the rounds, and the least and the greatest"
    yield f"{'engine':32} {'clock':>8} {'CPU':>8} {'/ all cores':>22} {'/ one':>22}"
    for name, taken in found.items():
        clock, cpu = (median(values) for values in zip(*taken, strict=True))
        cores = _ratio([a.clock / b.clock for a, b in zip(taken, found[ALL_CORES], strict=True)])
        one = _ratio([a.cpu / b.cpu for a, b in zip(taken, found[ONE_PROCESS], strict=True)])
        yield f"{name:32} {clock:8.2f} {cpu:8.2f} {cores:>22} {one:>22}"


def _ratio(values: list[float]) -> str:
    return f"{median(values):.1f}× [{min(values):.1f}, {max(values):.1f}]"


def main() -> None:
    """Runs the benchmark and prints its tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the documents")
    parser.add_argument("--no-memory", action="store_true", help="leave memory out")
    parser.add_argument("--only-validate", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only_validate:
        validated(Repository(args.only_validate))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBIBYTES)
        return
    documents = 2_000 if args.quick else 20_000
    with tempfile.TemporaryDirectory(prefix="sifara-benchmark-") as folder:
        small = generate(Path(folder) / "small", documents)
        for line in _report(small, documents):
            print(line)
        if args.no_memory:
            return
        large = generate(Path(folder) / "large", 5 * documents)
        before, after = peak_memory(small), peak_memory(large)
    print(f"peak memory  {documents:,}: {before:.0f} MiB   {5 * documents:,}: {after:.0f} MiB")


if __name__ == "__main__":
    main()
