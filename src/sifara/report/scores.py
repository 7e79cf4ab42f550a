"""The scores of one result as text for a terminal."""

from __future__ import annotations

from sifara.evaluation.result import Result
from sifara.evaluation.stats.resampling import Interval
from sifara.report.tables import rendered_table

#: Slices shown below the scores.
SLICES_SHOWN = 10


def interval_text(interval: Interval | None) -> str:
    """An interval as ``[0.412, 0.530]``, a leave-one-out range as ``0.412–0.530``."""
    if interval is None:
        return ""
    low, high = f"{interval.low:.3f}", f"{interval.high:.3f}"
    return f"{low}–{high}" if interval.level is None else f"[{low}, {high}]"


def scores_text(result: Result) -> str:
    """The scores of every population and the slices that hold most of the error."""
    rows = [
        [
            population.name if place == 0 else "",
            name,
            result.task.metric(name).text(score.value),
            interval_text(score.interval),
            score.interval.kind if score.interval else "",
        ]
        for population in result.populations
        for place, (name, score) in enumerate(population.metrics.items())
    ]
    head = (
        f"{result.name} · {result.task.name} · {result.split} · "
        f"data {result.data.version}, {result.data.rows} rows"
    )
    scores = rendered_table(
        ["rows", "metric", "value", "interval", "how"], rows, title=head, numeric=["value"]
    )
    if not result.slices:
        return scores
    columns = ["slice", "rows", "stories", result.slices[0].metric, "errors", "of all errors"]
    slices = rendered_table(
        [*columns, ""],
        [
            [
                f"{part.property} = {part.value}",
                str(part.rows),
                str(part.stories),
                result.task.metric(part.metric).text(part.score),
                f"{part.error_rate:.0%}",
                f"{part.error_share:.0%}",
                "small" if part.small else "",
            ]
            for part in result.slices[:SLICES_SHOWN]
        ],
        title="Where it fails (slices with more of the errors than of the rows come first)",
        numeric=columns[1:],
    )
    return f"{scores}\n{slices}"
