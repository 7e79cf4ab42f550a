"""Pages read back: what a browser would find in them, with offsets counted in code points."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "input", "br", "path", "circle", "rect", "img"}


@dataclass
class Line:
    """A line of a document: its offset in the raw text, its text, and its marks."""

    offset: int
    text: str = ""
    marks: dict[str, tuple[int, int]] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """One page: ids, links, scripts, and the lines with their marks."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.unsafe: list[str] = []
        self.lines: list[Line] = []
        self.policy = ""
        self._words: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self._line: Line | None = None
        self._depth = 0
        self._control: str | None = None
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        assert not self._open, (path, self._open)

    @property
    def words(self) -> str:
        """All text of the page, scripts included."""
        return "".join(self._words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.unsafe += [f"{tag} {name}" for name in found if name.startswith("on")]
        self.unsafe += [f"{tag} style" for name in found if name == "style"]
        if tag in ("iframe", "object", "embed", "base", "style"):
            self.unsafe.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag in ("script", "link", "img"):
            self.loaded.append(found.get("src") or found.get("href") or "INLINE")
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"]
        if tag in VOID:
            return
        mark = found.get("id") if "m" in found.get("class", "").split() else None
        self._open.append((tag, mark))
        if "data-offset" in found:
            self._line = Line(int(found["data-offset"]))
            self.lines.append(self._line)
            self._depth = len(self._open)
        elif self._line is not None and "data-cp" in found:
            self._control = chr(int(found["data-cp"], 16))
        elif self._line is not None and mark:
            self._line.marks[mark] = (len(self._line.text), -1)
            self._line.types[mark] = found["data-t"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        opened, mark = self._open.pop()
        assert opened == tag, (self.path, opened, tag)
        if self._line is not None and mark:
            start, _ = self._line.marks[mark]
            self._line.marks[mark] = (start, len(self._line.text))
        if self._line is not None and len(self._open) < self._depth:
            self._line = None
        self._control = None

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._line is not None:
            self._line.text += self._control if self._control is not None else data
        if self._open and self._open[-1][0] in ("script", "style") and data.strip():
            self.unsafe.append(f"inline {self._open[-1][0]}")


def pages(folder: Path) -> dict[str, Page]:
    """All pages of a site by their path in it."""
    return {str(p.relative_to(folder)): Page(p) for p in sorted(folder.rglob("*.html"))}
