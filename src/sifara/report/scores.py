"""The scores of one result as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sifara.report.tables import rendered_table

#: Slices shown below the scores.
SLICES_SHOWN = 10


def interval_text(interval: Mapping[str, Any] | None) -> str:
    """An interval as ``[0.412, 0.530]``, a leave-one-out range as ``0.412–0.530``."""
    if interval is None:
        return ""
    low, high = f"{interval['low']:.3f}", f"{interval['high']:.3f}"
    return f"{low}–{high}" if interval["level"] is None else f"[{low}, {high}]"


def scores_text(record: Mapping[str, Any]) -> str:
    """The scores of every population and the slices that hold most of the error."""
    rows = [
        [
            population["name"] if first else "",
            name,
            f"{metric['value']:.3f}",
            interval_text(metric["interval"]),
            metric["interval"]["kind"] if metric["interval"] else "",
        ]
        for population in record["populations"]
        for first, (name, metric) in _marked_first(population["metrics"])
    ]
    head = (
        f"{record['model']['name']} · {record['task']} · {record['split']} · "
        f"data {record['data']['version']}, {record['data']['rows']} rows"
    )
    scores = rendered_table(
        ["rows", "metric", "value", "interval", "how"], rows, title=head, numeric=["value"]
    )
    slices = rendered_table(
        ["slice", "rows", "stories", record_metric(record), "errors", "of all errors", ""],
        [
            [
                f"{entry['property']} = {entry['value']}",
                str(entry["rows"]),
                str(entry["stories"]),
                f"{entry['score']:.3f}",
                f"{entry['error_rate']:.0%}",
                f"{entry['error_share']:.0%}",
                "small" if entry["small"] else "",
            ]
            for entry in record["slices"][:SLICES_SHOWN]
        ],
        title="Where it fails (more of the error than of the rows first)",
        numeric=["rows", "stories", record_metric(record), "errors", "of all errors"],
    )
    return f"{scores}\n{slices}" if record["slices"] else scores


def record_metric(record: Mapping[str, Any]) -> str:
    """The metric that the slices of a result show."""
    return str(record["slices"][0]["metric"]) if record["slices"] else ""


def _marked_first(metrics: Mapping[str, Any]) -> list[tuple[bool, tuple[str, Any]]]:
    return [(number == 0, item) for number, item in enumerate(metrics.items())]
