"""Draws the pictures of the documentation from the gold.

    python docs/images/draw.py             those of docs/reviewing.md
    python docs/images/draw.py explorer    that of the explorer, in Chromium

Letters are drawn as outlines (matplotlib shapes them), so that the pictures look the same wherever
they are shown, whatever fonts are there. Look at the right-to-left text of the explorer before its
picture is kept: it is drawn by the browser and the fonts that are here (chromium, fonts-noto-core).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape

from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path
from playwright.sync_api import sync_playwright

from sifara.formats.label_studio.config import COLOURS
from sifara.gold.records import Document, Mention
from sifara.gold.repository import Repository, find_repository
from sifara.gold.text import Line, lines
from sifara.report.site import build

FOLDER = Path(__file__).parent
WIDTH = 960
INK, PALE, GREY = "#1f2933", "#6b7783", "#9aa5b1"
KINDS = {
    "headline": "#1f4e79",
    "deck": "#2f6fbb",
    "subheading": "#5b8fc9",
    "body": "#2e8b57",
    "caption": "#b8860b",
    "related": "#b0419a",
    "boilerplate": "#c5ccd3",
    "disclaimer": "#c0392b",
}
_UNITS = 100.0  # size at which glyphs are outlined
_ZERO_WIDTH_JOINER = "\u200d"  # keeps the joined shape of a letter whose neighbour is cut off
_COMMANDS = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE3: "Q", Outline.CURVE4: "C"}


@dataclass(slots=True)
class Picture:
    """What a picture is made of.

    Attributes:
        parts: Its elements.
        glyphs: Name of each outline that they use.
    """

    parts: list[str] = field(default_factory=list)
    glyphs: dict[str, str] = field(default_factory=dict)

    def box(self, x: float, y: float, w: float, h: float, colour: str, opacity: float = 1) -> None:
        """A rounded rectangle."""
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="4" '
            f'fill="{colour}" fill-opacity="{opacity}" stroke="{colour}"/>'
        )

    def label(self, text: str, size: float, x: float, y: float, colour: str, at: str = "") -> None:
        """A text in Latin letters from its left end, or around its middle, on a base line."""
        anchor = f' text-anchor="{at}"' if at else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{anchor}>'
            f"{escape(text)}</text>"
        )

    def arabic(self, text: str, size: float, right: float, y: float) -> None:
        """A text from its right end on a base line, as outlines."""
        text_font = font(_UNITS)
        face = text_to_path._get_font(text_font)
        placed, outlines, _ = text_to_path.get_glyphs_with_font(face, text)
        uses = []
        for name, x, up, _ in placed:
            drawn = _outline(*outlines[name])
            if drawn:
                glyph = self.glyphs.setdefault(drawn, f"g{len(self.glyphs)}")
                uses.append(f'<use href="#{glyph}" x="{x:.0f}" y="{up:.0f}"/>')
        left, scale = right - width(text, size), size / _UNITS
        self.parts.append(
            f'<g fill="{INK}" transform="translate({left:.1f} {y:.1f}) scale({scale} -{scale})">'
            f"{''.join(uses)}</g>"
        )

    def write(self, name: str, title: str, height: float) -> None:
        """Writes the picture."""
        defined = "".join(f'<path id="{g}" d="{drawn}"/>\n' for drawn, g in self.glyphs.items())
        (FOLDER / name).write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
            f'viewBox="0 0 {WIDTH} {height:.0f}" role="img" font-family="sans-serif">\n'
            f"<title>{escape(title)}</title>\n<defs>\n{defined}</defs>\n"
            f'<rect width="{WIDTH}" height="{height:.0f}" fill="#ffffff"/>\n'
            + "\n".join(self.parts)
            + "\n</svg>\n",
            encoding="utf-8",
        )


def font(size: float) -> FontProperties:
    """The font that matplotlib carries with it."""
    return FontProperties(family="DejaVu Sans", size=size)


def width(text: str, size: float) -> float:
    """How wide a text is."""
    measured: float = text_to_path.get_text_width_height_descent(text, font(_UNITS), False)[0]
    return measured * size / _UNITS


def _outline(vertices: Any, codes: Any) -> str:
    """Path data of a glyph."""
    pieces = []
    for points, code in Outline(vertices, codes).iter_segments(simplify=False):
        command = _COMMANDS.get(code, "Z")
        numbers = [] if command == "Z" else points
        pieces.append(command + " ".join(f"{number:.0f}" for number in numbers))
    return "".join(pieces)


def mentions_picture(repository: Repository, chosen: dict[str, Sequence[int]]) -> None:
    """Some lines of documents with their kinds, topics and nested mentions."""
    picture = Picture()
    y = 24.0
    for name, numbers in chosen.items():
        document = repository.read_document(name)
        text = repository.read_raw(document.file)
        segments = {segment.line: segment for segment in document.segments}
        for line in lines(text):
            if line.number in numbers:
                segment = segments[line.number]
                label = f"{document.segment_id(segment)} · {segment.kind}"
                if segment.topics:
                    label += f" · {', '.join(segment.topics)}"
                picture.label(label, 12, 20, y, PALE)
                marked_line(picture, document, text, line, y + 52)
                y += 112
    x = 20.0
    for name, colour in COLOURS.items():
        picture.box(x, y - 10, 12, 12, colour, 0.3)
        picture.label(name, 12, x + 18, y, PALE)
        x += 90
    picture.write("mentions.svg", "Lines of the gold with their mentions", y + 16)


def marked_line(picture: Picture, document: Document, text: str, line: Line, y: float) -> None:
    """One line from right to left, each mention in a box with its type and form."""
    size = 19.0
    right = WIDTH - 20
    inside = [m for m in document.mentions if line.start <= m.start < line.end]

    def at(offset: int) -> float:
        """Where the letter at an offset begins: what stands before it is to its right."""
        before = text[line.start : offset]
        cut = before[-1:].isalpha() and text[offset : offset + 1].isalpha()
        return right - width(before + _ZERO_WIDTH_JOINER * cut, size) if before else right

    for mention in inside:
        depth = sum(outer is not mention and holds(outer, mention) for outer in inside)
        left, begin, colour = at(mention.end), at(mention.start), COLOURS[mention.type]
        picture.box(left, y - 24 + 4 * depth, begin - left, 36 - 8 * depth, colour, 0.18)
        label = f"{mention.type} {mention.form}"
        picture.label(
            label, 9, (left + begin) / 2, y - 17 - 12 * depth if depth else y + 25, colour, "middle"
        )
    picture.arabic(text[line.start : line.end], size, right, y)


def holds(outer: Mention, inner: Mention) -> bool:
    """Whether a mention is nested in another."""
    return outer.start <= inner.start and inner.end <= outer.end


def segments_picture(document: Document, text: str) -> None:
    """A page as its segments: a bar a line, as long as the line, in the colour of its kind."""
    picture = Picture()
    y = 12.0
    segments = {segment.line: segment for segment in document.segments}
    longest = max(line.end - line.start for line in lines(text))
    for line in lines(text):
        segment = segments[line.number]
        length = max(6.0, 430 * (line.end - line.start) / longest)
        picture.box(WIDTH - 20 - length, y, length, 14, KINDS[segment.kind])
        picture.label(f"{line.number}", 12, 20, y + 11, GREY)
        picture.label(segment.kind, 12, 50, y + 11, KINDS[segment.kind])
        picture.label(", ".join(segment.topics), 12, 135, y + 11, PALE)
        y += 22
    picture.write("segments.svg", f"The segments of {document.id}", y + 4)


def path_picture() -> None:
    """The way of a correction."""
    steps = [
        ("sifara export", "to Label Studio", "or to a text file"),
        ("you", "read, correct", "and save"),
        ("sifara import", "refuses what does", "not fit the text"),
        ("sifara validate", "names what breaks", "a rule, and where"),
        ("sifara review", "puts your handle", "and the day to it"),
        ("pull request", "is validated again,", "its lines are marked"),
    ]
    picture = Picture()
    step = (WIDTH - 40) / len(steps)
    for index, (head, *body) in enumerate(steps):
        x = 20 + index * step
        picture.box(x, 14, step - 22, 76, "#2f6fbb", 0.08)
        picture.label(head, 14, x + 9, 38, INK)
        for row, text in enumerate(body):
            picture.label(text, 11, x + 9, 60 + 17 * row, PALE)
        if index + 1 < len(steps):
            arrow = f"M{x + step - 18:.1f} 52h12m-5 -5l5 5l-5 5"
            picture.parts.append(f'<path d="{arrow}" stroke="{GREY}" fill="none"/>')
    picture.write("path.svg", "From export to pull request", 104)


def explorer_picture(repository: Repository, document: str) -> None:
    """A page of a document in the explorer, with the card of one of its mentions."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Path(folder, "site")
        (Path(folder) / "results").mkdir()
        build(repository, site, results=Path(folder) / "results")
        chromium = playwright.chromium.launch(executable_path=which("chromium"), args=flags)
        page = chromium.new_page(viewport={"width": 1180, "height": 720})
        page.goto((site / "documents" / f"{document}.html").as_uri())
        page.locator("p[data-offset] .m").nth(3).focus()
        page.evaluate("window.scrollTo(0, 0)")
        page.screenshot(path=FOLDER / "explorer.png")
        chromium.close()


def main() -> None:
    """Draws the pictures."""
    repository = find_repository(FOLDER)
    if sys.argv[1:] == ["explorer"]:
        explorer_picture(repository, "web-002")
        return
    mentions_picture(repository, {"web-002": (1, 3, 5, 7), "web-003": (2,)})
    page = repository.read_document("web-001")
    segments_picture(page, repository.read_raw(page.file))
    path_picture()


if __name__ == "__main__":
    main()
