"""Bars inside the cells of a table, as SVG with attributes alone: no style, no script.

The numbers stand in the cells beside them, so that they are hidden from screen readers. What has
axes is drawn by :mod:`sifara.report.plots`.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from sifara.evaluation.stats.resampling import Interval

_WIDTH = 160
_HEIGHT = 16
_SVG = Markup(
    '<svg class="plot" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    'aria-hidden="true" focusable="false">{content}</svg>'
)


def _x(value: float, width: float = _WIDTH) -> str:
    return f"{max(0.0, min(1.0, value)) * (width - 4) + 2:.1f}"


def interval(value: float | None, bounds: Interval | None) -> Markup:
    """A score between 0 and 1 as a dot on a line, with its interval as a bar.

    An interval is drawn with end caps, a leave-one-out range without.
    """
    middle = _HEIGHT / 2
    parts = [Markup('<path class="axis" d="M2 {0}H{1}"/>').format(middle, _WIDTH - 2)]
    if bounds:
        low, high = _x(bounds.low), _x(bounds.high)
        caps = "" if bounds.level is None else f"M{low} 3V13M{high} 3V13"
        parts.append(
            Markup('<path class="range" d="M{} {}H{}{}"/>').format(low, middle, high, caps)
        )
    if value is not None:
        dot = Markup('<circle class="dot" cx="{}" cy="{}" r="3.5"/>')
        parts.append(dot.format(_x(value), middle))
    return _SVG.format(width=_WIDTH, height=_HEIGHT, content=Markup("").join(parts))


def bar(share: float, second: float | None = None) -> Markup:
    """A share between 0 and 1 as a bar; a second share as a tick, to compare with."""
    width, height = 100, 12
    parts = [
        Markup('<rect class="bar" x="2" y="2" width="{}" height="8"/>').format(
            f"{max(0.0, min(1.0, share)) * (width - 4):.1f}"
        )
    ]
    if second is not None:
        parts.append(Markup('<path class="tick" d="M{} 0V12"/>').format(_x(second, width)))
    return _SVG.format(width=width, height=height, content=Markup("").join(parts))


def steps(counts: Sequence[int]) -> list[int]:
    """Shades 0 to 5 for counts, by their share of the largest one."""
    largest = max(counts, default=0)
    return [0 if not n else min(5, 1 + int(4 * n / largest)) for n in counts]
