"""A metric as an object: tasks name metrics by these, so that a misspelt one fails at import."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One number that a task shows.

    Attributes:
        name: Its name in result files and on the command line.
        needs: The optional field of a prediction without which it is not measured; None where the
            answers alone suffice.
        form: How a value is written.
    """

    name: str
    needs: str | None = None
    form: str = ".3f"

    def text(self, value: float | None) -> str:
        """A value for people; where there is nothing to measure, that word instead of a number."""
        return "undefined" if value is None else format(value, self.form)
