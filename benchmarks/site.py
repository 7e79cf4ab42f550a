"""Speed and sizes of the explorer on 1,000 documents with 15,000 mentions.

    python -m benchmarks.site            1,000 documents
    python -m benchmarks.site --quick      200 documents

The documents are those of the checkout, each used several times as a story of its own and with 15
of its mentions, so that texts, names and pairs are those of the data. Only the site is timed, in a
fresh process; making the corpus and its release is not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from sifara.gold import records
from sifara.gold.corpus import Gold
from sifara.gold.plan import AUTHORED
from sifara.gold.repository import Repository, find_repository
from sifara.release.parquet import write

MENTIONS = 15
SECONDS = 20
BYTES = 1_000_000


def generate(target: Path, documents: int) -> Repository:
    """A checkout of copies of the real documents, with its release."""
    source = find_repository(Path(__file__).parent)
    gold = Gold.read(source)
    repository = Repository(target)
    repository.documents.mkdir(parents=True)
    (target / "data" / "raw" / "authored").mkdir(parents=True)
    repository.topics.write_bytes(source.topics.read_bytes())
    repository.entities.write_bytes(source.entities.read_bytes())
    splits = cycle(AUTHORED)
    for number, document in enumerate(islice(cycle(gold.documents), documents)):
        copy = replace(
            document,
            id=f"auth-{number:05d}",
            source="authored",
            file=f"raw/authored/auth-{number:05d}.txt",
            story=f"st-{number:05d}",
            split=next(splits),
            mentions=_sample(document.mentions),
        )
        (target / "data" / copy.file).write_text(
            gold.texts[document.id], encoding="utf-8", newline=""
        )
        repository.document_path(copy.id).write_text(
            records.format_document(copy), encoding="utf-8"
        )
    write(Gold.read(repository), "0.0.0", repository.release)
    return repository


def _sample(mentions: tuple[records.Mention, ...]) -> tuple[records.Mention, ...]:
    """Every n-th mention, so that 15 are left."""
    step = len(mentions) / MENTIONS
    places = sorted({int(number * step) for number in range(MENTIONS)}) if step > 1 else ()
    return tuple(mentions[place] for place in places) or mentions


def measure(repository: Repository, out: Path) -> dict[str, float]:
    """Seconds, peak memory and sizes of one build in a process of its own."""
    code = (
        "import json, resource, sys, time\n"
        "from pathlib import Path\n"
        "from sifara.report.site import build\n"
        "from sifara.gold.repository import Repository\n"
        "start, processor = time.perf_counter(), time.process_time()\n"
        "built = build(Repository(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "print(json.dumps({'seconds': time.perf_counter() - start,"
        " 'processor seconds': time.process_time() - processor,"
        " 'peak MiB': peak, 'pages': built.pages}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(repository.root), str(out)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    pages = [path.stat().st_size for path in out.rglob("*.html")]
    return {
        **json.loads(done.stdout),
        "site MB": sum(sizes) / 1e6,
        "largest page kB": max(pages) / 1e3,
        "largest file kB": max(sizes) / 1e3,
    }


def main() -> int:
    """Runs the benchmark and returns 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="200 documents")
    documents = 200 if parser.parse_args().quick else 1000
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        repository = generate(Path(folder) / "checkout", documents)
        gold = Gold.read(repository)
        mentions = sum(len(document.mentions) for document in gold.documents)
        seconds = time.perf_counter() - start
        print(f"{documents} documents, {mentions} mentions, made in {seconds:.0f} s")
        found = measure(repository, Path(folder) / "site")
    for name, value in found.items():
        print(f"{name:>20} {value:10.1f}")
    slow = found["processor seconds"] > SECONDS
    large = found["largest file kB"] * 1e3 > BYTES
    return int(slow or large)


if __name__ == "__main__":
    sys.exit(main())
