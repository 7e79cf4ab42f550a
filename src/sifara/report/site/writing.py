"""Pages as files: the template engine with total escaping, file names, and data for scripts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sifara.gold.text import visible
from sifara.report.comparison import p_text
from sifara.report.leaderboard import learnt_from
from sifara.report.scores import interval_text
from sifara.report.site.marks import plain

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_HERE = Path(__file__).parent

#: Scripts, styles and data come from the site itself; nothing else is loaded, sent or framed.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)

_NAME = re.compile(r"[a-z0-9][a-z0-9._~-]{0,99}")


@cache
def slug(name: str) -> str:
    """A file name for any name: itself where it is harmless, else with a hash of it.

    Two names never share a file, not even where the file system ignores case.
    """
    if _NAME.fullmatch(name) and ".." not in name:
        return name
    safe = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-_")[:60]
    return f"{safe or 'x'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def arabic(text: str) -> Markup:
    """An Arabic string inside an English line, isolated."""
    from markupsafe import Markup

    return Markup('<bdi lang="ar">{}</bdi>').format(plain(text))


def words(name: str) -> str:
    """An identifier in words."""
    return name.replace("_", " ").replace("-", " ")


def _shown(value: Any) -> Any:
    """What an expression prints: no string reaches a page with invisible characters in it."""
    if value is None:
        return ""
    return visible(value) if type(value) is str else value


def _printable(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    return _shown(value) if isinstance(value, str) else value


class Site:
    """A folder that is being filled with pages.

    Args:
        folder: An empty folder.
        common: Values that every template sees.
    """

    def __init__(self, folder: Path, common: Mapping[str, Any]) -> None:
        self.folder = folder
        self.pages = 0
        self._environment = _environment()
        self._environment.globals.update(common, policy=POLICY)

    def page(self, path: str, template: str, **values: Any) -> None:
        """Renders one page.

        Args:
            path: Path inside the site; at most one folder deep.
            template: Name of the template.
            **values: What it shows.
        """
        root = "../" * path.count("/")
        html = self._environment.get_template(template).render(root=root, here=path, **values)
        self.write(path, html)
        self.pages += 1

    def data(self, name: str, value: Any) -> None:
        """Writes a value that scripts load by adding a script element: ``data/NAME.js``.

        ``fetch`` does not work from disk. Strings are spelled as on pages, and the value goes
        through ``JSON.parse``, which no key or string can turn into code.
        """
        text = json.dumps(_printable(value), ensure_ascii=False, separators=(",", ":"))
        literal = json.dumps(text, ensure_ascii=False)
        key = json.dumps(name, ensure_ascii=True)
        self.write(f"data/{name}.js", f"sifara.received({key}, JSON.parse({literal}));\n")

    def static(self) -> None:
        """Copies style and scripts."""
        for file in sorted((_HERE / "static").iterdir()):
            self.write(file.name, file.read_text(encoding="utf-8"))

    def write(self, path: str, text: str) -> None:
        """Writes one file of the site."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8"))


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(ar=arabic, slug=slug, words=words, shown=visible)
    environment.globals.update(interval_text=interval_text, learnt_from=learnt_from, p_text=p_text)
    return environment
