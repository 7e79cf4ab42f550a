"""The rows that a system gets wrong, in a form that people read."""

from __future__ import annotations

from typing import Any

from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.tasks.task import Measured

#: Code points of the context shown on either side of a mention.
CONTEXT = 40

#: An answer that is this wrong, or less, counts as right.
RIGHT = 1e-9


def wrong_rows(
    examples: Examples, answers: Answers, measured: Measured, gold: str
) -> list[dict[str, Any]]:
    """The rows that a system gets wrong, the most wrong first, then in the order of the release.

    Args:
        examples: The rows.
        answers: The answers to them.
        measured: What the task measures of them.
        gold: Field with the gold answer.

    Returns:
        One record a row: ``id``, ``gold``, ``predicted``, ``error`` (0 to 1) and what the system
        saw: ``text`` for segments, ``mention`` in its context for mentions, ``left`` and ``right``
        for pairs. Cluster keys of two systems have nothing in common; for clustering, ``error`` is
        one minus the mention's own B³.
    """
    rows = zip(examples.rows, answers.values, measured.errors.tolist(), strict=True)
    wrong = [
        {
            "id": row["id"],
            **seen(row),
            "gold": row[gold],
            "predicted": answer,
            "error": round(error, 6),
        }
        for row, answer, error in rows
        if error > RIGHT
    ]
    return sorted(wrong, key=lambda entry: -entry["error"])


def seen(row: dict[str, Any]) -> dict[str, str]:
    """What a system saw of a row, in a form that people read."""
    if "left" in row:
        return {side: in_context(row[side]) for side in ("left", "right")}
    return {"mention": in_context(row)} if "surface" in row else {"text": row["text"]}


def in_context(mention: dict[str, Any]) -> str:
    """A mention in brackets between what stands before and after it on its line."""
    text, start, end = mention["context"], mention["start"], mention["end"]
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    before = text[max(line_start, start - CONTEXT) : start]
    after = text[end : min(len(text) if line_end < 0 else line_end, end + CONTEXT)]
    return f"{before}[{mention['surface']}]{after}"
