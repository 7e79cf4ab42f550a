"""Files of figures beside the results, of any shape, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sifara.evaluation.find import figure_files
from sifara.gold.repository import read_json
from sifara.report.site.marks import plain

#: Entries shown of a list or mapping: fewer, where a file would be too large.
ENTRIES_SHOWN = (100, 25, 8, 3)

#: Characters from which a file of figures is too large for its page.
_LARGEST = 150_000

_DEEPEST = 6

#: What the parts of known files say.
_TOLD = {
    ("difficulty", "topics"): "Macro-F1 by cross-validation over whole stories of train and "
    "validation, and on test. A probe sees what should not be enough.",
    ("difficulty", "names"): "F1 over the candidate pairs, names and nominals; a matcher that "
    "learns scores stories that it has not seen.",
    ("difficulty", "blocking"): "Share of the matching pairs that are compared at all, and of all "
    "pairs that are not.",
    ("difficulty", "calibration"): "Pairs of validation by the probability that the learned "
    "matcher gives them, in tenths, and the share of them that matches.",
    (
        "difficulty",
        "sib200",
    ): "SIB-200 arb_Arab, test; settings from its train and dev.",
    ("difficulty", "idrisi_d"): "IDRISI-D Arabic; thresholds from our own data.",
    ("difficulty", "rankings"): "Kendall's τ between the ranking of systems on test and on another "
    "set; the interval resamples systems.",
    ("difficulty", "authored_or_real"): "How well a classifier tells authored from real segments "
    "with all names masked: an AUC of 0.5 is chance, 1 is always.",
    ("difficulty", "make_up"): "Length, density, and shares of mentions or documents, by split.",
}


def read(results: Path) -> list[tuple[str, list[tuple[str, str, Markup]]]]:
    """The files of figures in a folder of results, each as parts with title, text and table.

    They are the JSON files outside the folders of results, the agreement apart, which has a table
    of its own.
    """
    found = []
    for path in figure_files(results):
        place = path.relative_to(results)
        if str(place) != "agreement.json":
            found.append((_words(".".join(place.with_suffix("").parts)), _parts(path)))
    return found


def _parts(path: Path) -> list[tuple[str, str, Markup]]:
    """A file by its first level of keys, with fewer entries of each the larger it is."""
    value = read_json(path)
    parts = value if isinstance(value, dict) else {"": value}
    shown: list[tuple[str, str, Markup]] = []
    for most in ENTRIES_SHOWN:
        shown = [
            (_words(name), _TOLD.get((path.stem, name), ""), _shown(part, most))
            for name, part in list(parts.items())[:most]
        ]
        if sum(len(html) for _, _, html in shown) < _LARGEST:
            break
    return shown


def _words(name: str) -> str:
    return name.replace("_", " ").replace(".", ": ")


def _shown(value: Any, most: int, depth: int = 0) -> Markup:
    """Records as one table with a heading, other mappings and lists line by line."""
    if isinstance(value, dict | list) and value and depth < _DEEPEST:
        items = list(value.items()) if isinstance(value, dict) else [("", v) for v in value]
        if all(isinstance(item, dict) and item for _, item in items):
            return _grid([(name, _flat(item)) for name, item in items], most, depth)
        if isinstance(value, dict):
            return _grid([(name, {"": item}) for name, item in _flat(value).items()], most, depth)
        shown = [_shown(item, most, depth + 1) for item in value[:most]]
        return Markup(", ").join(shown) + _rest(len(value) - most, " and {} more")
    if isinstance(value, bool):
        return Markup("yes") if value else Markup("no")
    if isinstance(value, float):
        return Markup("{}").format(f"{value:.3f}" if abs(value) <= 1 else f"{value:.1f}")
    return Markup("<bdi>{}</bdi>").format(plain("–" if value in (None, [], {}) else str(value)))


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping of mappings as one, keys joined."""
    found: dict[str, Any] = {}
    for name, item in value.items():
        if isinstance(item, dict) and item:
            found |= {f"{name}: {inner}": x for inner, x in _flat(item).items()}
        else:
            found[name] = item
    return found


def _grid(rows: Sequence[tuple[str, Mapping[str, Any]]], most: int, depth: int) -> Markup:
    """A table of records, turned on its side where it would be wider than long."""
    columns = list(dict.fromkeys(key for _, record in rows for key in record))
    if len(columns) > len(rows) and any(name for name, _ in rows):
        turned = [(key, {name: r[key] for name, r in rows if key in r}) for key in columns]
        rows, columns = turned, [name for name, _ in rows]
    head = Markup("").join(
        Markup('<th scope="col">{}</th>').format(plain(_words(key))) for key in columns
    )
    named = any(name for name, _ in rows)
    body = Markup("").join(
        Markup("<tr>{}{}</tr>").format(
            Markup('<th scope="row">{}</th>').format(plain(_words(name))) if named else "",
            Markup("").join(
                Markup("<td>{}</td>").format(
                    _shown(record[key], most, depth + 1) if key in record else ""
                )
                for key in columns
            ),
        )
        for name, record in rows[:most]
    )
    first = Markup("<td></td>") if named else ""
    heading = Markup("<thead><tr>{}{}</tr></thead>").format(first, head) if any(columns) else ""
    rest = _rest(len(rows) - most, '<tr><td colspan="{1}">and {0} more</td></tr>', len(columns) + 1)
    return Markup('<table class="figures">{}<tbody>{}{}</tbody></table>').format(
        heading, body, rest
    )


def _rest(more: int, template: str, *values: int) -> Markup:
    return Markup(template).format(more, *values) if more > 0 else Markup("")  # noqa: S704
