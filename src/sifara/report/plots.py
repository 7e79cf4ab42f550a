"""Plots of results as SVG, the same for the explorer and for the pages of the documentation.

Drawn by matplotlib from result records alone. The same records give the same bytes. Text stays
text, and every colour has a second one that a reader with dark colours sees.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple
from warnings import catch_warnings, filterwarnings

from sifara.errors import UsageError
from sifara.evaluation.result import Result
from sifara.evaluation.tasks import TASKS
from sifara.evaluation.tasks.task import Task
from sifara.gold.text import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: The split that plots are of.
SPLIT = "test"

#: What each step of the ablation changes, by the system that takes it.
ABLATION = {
    "char_svm_words": "words, spelling folded",
    "char_svm_stems": "words, cut to stems",
    "char_svm_raw": "+ letters, as written",
    "char_svm": "+ letters, spelling folded",
    "char_svm_stemmed": "+ letters, cut to stems",
    "context_svm": "+ headline and neighbours",
}

#: Title and caption of each plot.
CAPTIONS = {
    "ladder": (
        "Every system",
        "Primary score with its 95 % interval, a panel for each task. A hollow dot is a system "
        "that had a hand in the data: the second annotation pass, a ceiling.",
    ),
    "ablation": (
        "What spelling and context do",
        "One classifier on words alone and on words and letters: as written, with spelling "
        "folded, cut to stems, and with headline and neighbouring lines, with 95 % intervals.",
    ),
    "slices": (
        "Where the best trained systems fail",
        "Bars are shares of all errors, ticks shares of all rows, for the slices that hold most of "
        "the error beyond their share of the rows.",
    ),
}

#: Slices shown of a system, those with the most error beyond their share of the rows.
SLICES = 8

MISSING = "plots need matplotlib, which is not installed; run: pip install -e '.[report]'"

#: Light and dark form of each colour, by its role.
_COLOURS = {
    "paper": ("#fdfcf9", "#16181c"),
    "ink": ("#1d1b18", "#ece8e1"),
    "soft": ("#5b564e", "#b3ada3"),
    "line": ("#d9d3c7", "#3d4047"),
    "score": ("#1557b0", "#8fbaff"),
}
_PAPER, _INK, _SOFT, _LINE, _SCORE = (light for light, _ in _COLOURS.values())

_STYLE = {
    "axes.edgecolor": _LINE,
    "axes.facecolor": "none",
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": _INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "figure.facecolor": _PAPER,
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "sifara",
    "text.color": _INK,
    "text.parse_math": False,
    "xtick.color": _LINE,
    "xtick.labelcolor": _SOFT,
    "ytick.labelcolor": _INK,
    "ytick.major.size": 0,
}

#: Inches: the width of a plot, of the labels and values beside a panel, the height of a row and of
#: the title and axis of a panel.
_WIDTH, _LABELS, _VALUES, _ROW, _FRAME = 10.0, 2.05, 0.55, 0.21, 0.75

#: Letters of a label; longer ones are cut.
_LONGEST = 32


class Row(NamedTuple):
    """One row of a panel.

    Attributes:
        label: What stands before it.
        value: What is drawn.
        low: Low end of its interval, or what it is held against.
        high: High end.
        hollow: Whether it is no rival of the others.
    """

    label: str
    value: float
    low: float
    high: float
    hollow: bool = False


class Panel(NamedTuple):
    """One set of axes: its title, its rows from top to bottom, and the ends of its axis."""

    title: str
    rows: Sequence[Row]
    limits: tuple[float, float] = (0.0, 1.0)


Kind = Callable[["Axes", Sequence[Row]], None]


def plots(results: Iterable[Result]) -> dict[str, str]:
    """The plots that the results allow, as SVG by name.

    ``ladder`` has the score of every system with its 95 % interval, ``ablation`` what spelling and
    context do for one classifier, ``slices`` the share of the error beside the share of the rows
    for the best trained system of each task.

    Args:
        results: Results; those of the test split are drawn.

    Raises:
        UsageError: When there is something to draw and matplotlib is not installed.
    """
    groups: dict[str, list[Result]] = {}
    for result in results:
        if result.split == SPLIT and result.value is not None:
            groups.setdefault(result.task.name, []).append(result)
    by_task = [(TASKS[name], groups[name]) for name in TASKS if name in groups]
    drawn: dict[str, tuple[Kind, list[Panel | None]]] = {
        "ladder": (_dots, [_ladder(task, found) for task, found in by_task]),
        "ablation": (_dots, [_ablation(task, found) for task, found in by_task]),
        "slices": (_bars, [_slices(task, found) for task, found in by_task]),
    }
    return {
        name: _svg(kind, [panel for panel in panels if panel])
        for name, (kind, panels) in drawn.items()
        if any(panels)
    }


def _row(result: Result, label: str) -> Row:
    """The primary score of a system with its interval."""
    value, ends = result.value or 0.0, result.primary.interval
    low, high = (ends.low, ends.high) if ends else (value, value)
    return Row(label, value, low, high, _own(result))


def _own(result: Result) -> bool:
    """Whether the system had a hand in the data, so that its score is a ceiling."""
    return result.model.wrote_or_labelled_the_data == "yes"


def _title(task: Task) -> str:
    return f"{task.name}: {task.primary.name}".replace("_", " ")


def _ladder(task: Task, results: Sequence[Result]) -> Panel:
    """Every system, the best first."""
    rows = [_row(result, result.name) for result in results]
    return Panel(_title(task), sorted(rows, key=lambda row: (-row.value, row.label)))


def _ablation(task: Task, results: Sequence[Result]) -> Panel | None:
    """One classifier with and without each step, on an axis no longer than it takes."""
    found = {result.name: result for result in results}
    rows = [_row(found[name], step) for name, step in ABLATION.items() if name in found]
    if len(rows) < 2:
        return None
    low, high = min(row.low for row in rows), max(row.high for row in rows)
    return Panel(_title(task), rows, (max(0.0, low - 0.02), min(1.0, high + 0.02)))


def _slices(task: Task, results: Sequence[Result]) -> Panel | None:
    """Where the best trained system fails: slices in the order of its result."""
    trained = [r for r in results if r.model.trained_on and not _own(r) and r.slices]
    if not trained:
        return None
    best = max(trained, key=lambda r: (r.value or 0.0, r.name))
    shown = [found for found in best.slices if not found.small][:SLICES]
    rows = [
        Row(
            f"{found.property}: {found.value}".replace("_", " "),
            found.error_share,
            found.row_share,
            found.row_share,
        )
        for found in shown
    ]
    return Panel(f"{task.name.replace('_', ' ')}: {best.name}", rows)


def _dots(axes: Axes, rows: Sequence[Row]) -> None:
    """Values as dots on their intervals."""
    for place, row in enumerate(rows):
        axes.hlines(place, row.low, row.high, color=_SCORE, linewidth=2)
        face = _PAPER if row.hollow else _INK
        axes.plot(row.value, place, "o", ms=4.5, color=_INK, mfc=face, clip_on=False)


def _bars(axes: Axes, rows: Sequence[Row]) -> None:
    """Values as bars, with a tick at what each is held against."""
    for place, row in enumerate(rows):
        axes.barh(place, row.value, height=0.55, color=_SCORE)
        axes.vlines(row.low, place - 0.42, place + 0.42, color=_INK, linewidth=2)


def _svg(kind: Kind, panels: Sequence[Panel]) -> str:
    """Panels in two columns of about one height."""
    try:
        from matplotlib import style
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise UsageError(MISSING) from error
    columns: tuple[list[Panel], list[Panel]] = ([], [])
    half = sum(map(_height, panels)) / 2
    for panel in panels:
        columns[sum(map(_height, columns[0])) + _height(panel) / 2 > half].append(panel)
    height = max(sum(map(_height, column)) for column in columns)
    with style.context(["default", _STYLE]):
        figure = Figure(figsize=(_WIDTH, height))
        for number, column in enumerate(columns):
            top = height
            for panel in column:
                top -= _height(panel)
                _draw(figure, kind, panel, (number * _WIDTH / 2, top))
        written = StringIO()
        with catch_warnings():
            filterwarnings(
                "ignore", "Glyph .* missing from font", UserWarning
            )  # readers have fonts
            # Neither the day nor the version of the library: the same records, the same bytes.
            figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return _themed(written.getvalue())


def _height(panel: Panel) -> float:
    return _FRAME + _ROW * len(panel.rows)


def _draw(figure: Figure, kind: Kind, panel: Panel, corner: tuple[float, float]) -> None:
    """One panel with its lower left corner at a place in inches."""
    width, height = figure.get_size_inches()
    count = len(panel.rows)
    axes = figure.add_axes(
        (
            (corner[0] + _LABELS) / width,
            (corner[1] + 0.3) / height,
            (width / 2 - _LABELS - _VALUES) / width,
            _ROW * count / height,
        )
    )
    axes.set(xlim=panel.limits, ylim=(count - 0.5, -0.5))
    axes.set_title(panel.title)
    axes.set_yticks(range(count), [_label(row.label) for row in panel.rows])
    axes.grid(axis="x", color=_LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    kind(axes, panel.rows)
    for place, row in enumerate(panel.rows):
        shown = f"{row.value:.3f}"
        right = axes.get_yaxis_transform()
        axes.text(1.03, place, shown, transform=right, va="center_baseline", color=_SOFT)


def _label(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"


def _themed(svg: str) -> str:
    """Colours by their role, with a dark form for readers who see dark pages."""
    for role, (light, _) in _COLOURS.items():
        svg = svg.replace(light, f"var(--{role})")
    light, dark = (
        "".join(f"--{role}:{pair[shade]};" for role, pair in _COLOURS.items()) for shade in (0, 1)
    )
    rules = f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
    opening = '<style type="text/css">'
    return svg.replace(opening, opening + rules, 1)
