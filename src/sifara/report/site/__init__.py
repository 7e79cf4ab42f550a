"""The explorer: texts, labels, errors and leaderboard as a static site that opens from disk.

Everything that counts characters happens here, in code points, before a browser sees a text; the
scripts of the site only show, hide, sort and compare strings.
"""

from __future__ import annotations

from sifara.report.site.building import Built, build

__all__ = ["Built", "build"]
