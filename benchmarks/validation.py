"""Speed and memory of ``sifara validate`` beside jsonschema, on a generated corpus.

    python -m benchmarks.validation

Each engine reads 1,000 documents from disk and parses them. The others check the JSON Schema alone;
Sifara checks all six levels, which includes reading and hashing every raw text. The engines take
turns, so that a machine that is slow for a while is slow for all of them. Figures are CPU seconds
and ratios, the median of the rounds. Memory is the peak of a fresh process.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from sifara.gold import records
from sifara.gold.repository import Repository, find_repository
from sifara.validation import Run
from sifara.validation.levels.schema import schema
from sifara.validation.targets import DOCUMENT

#: Times that the engines take turns.
ROUNDS = 5

#: Documents whose checking is timed, and those at which memory is measured.
SPEED, MEMORY = 1_000, (4_000, 20_000)

MENTIONS = 40
WORDS = 200
_ENTITIES = 500
_LINES = 6
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


def validated(repository: Repository) -> int:
    """How many documents of a checkout were validated, none of them with a finding."""
    run = Run(repository)
    unexpected = [item for item in run.findings() if item.code != "unused-entity"]
    if unexpected:
        raise AssertionError(unexpected[0])
    return run.checked[DOCUMENT]


def with_sifara(repository: Repository) -> None:
    """All six levels of the whole checkout."""
    if validated(repository) != len(repository.document_paths()):
        raise AssertionError("not all documents were validated")


def with_jsonschema(repository: Repository) -> None:
    """Reading, parsing and all errors of the reference engine."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(schema("document"))
    for path in repository.document_paths():
        if list(validator.iter_errors(json.loads(path.read_bytes()))):
            raise AssertionError(path)


def with_jsonschema_rs(repository: Repository) -> None:
    """Reading, parsing and one yes or no of the Rust engine."""
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(schema("document"))
    for path in repository.document_paths():
        if not validator.is_valid(json.loads(path.read_bytes())):
            raise AssertionError(path)


#: Engines by name, Sifara first.
ENGINES: dict[str, Callable[[Repository], None]] = {
    "sifara, six levels": with_sifara,
    "jsonschema, schema alone": with_jsonschema,
    "jsonschema-rs, schema alone": with_jsonschema_rs,
}


def seconds(engine: Callable[[Repository], None], repository: Repository) -> float:
    """CPU seconds of one run of an engine."""
    started = time.process_time()
    engine(repository)
    return time.process_time() - started


def peak_memory(repository: Repository) -> float:
    """Peak resident mebibytes of a fresh process that validates a checkout."""
    command = [sys.executable, "-m", "benchmarks.validation", "--only-validate"]
    run = subprocess.run(
        [*command, str(repository.root)], check=True, capture_output=True, text=True
    )
    return float(run.stdout)


def main() -> None:
    """Runs the benchmark and prints its tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only-validate", type=Path, metavar="DIR", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.only_validate:
        validated(Repository(args.only_validate))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBIBYTES)
        return
    with tempfile.TemporaryDirectory(prefix="sifara-benchmark-") as folder:
        repositories = {n: generate(Path(folder) / str(n), n) for n in (SPEED, *MEMORY)}
        taken = [
            {name: seconds(engine, repositories[SPEED]) for name, engine in ENGINES.items()}
            for _ in range(ROUNDS)
        ]
        print(f"{SPEED:,} documents of {MENTIONS} mentions, {ROUNDS} rounds")
        own = next(iter(ENGINES))
        for name in ENGINES:
            ratio = median(turn[name] / turn[own] for turn in taken)
            print(f"{name:30} {median(turn[name] for turn in taken):6.2f} s  {ratio:5.2f} x")
        for number in MEMORY:
            print(
                f"peak memory at {number:,} documents: {peak_memory(repositories[number]):.0f} MiB"
            )


if __name__ == "__main__":
    main()
