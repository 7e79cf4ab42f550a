"""Sifara: a dataset and evaluation benchmark for Arabic diplomatic news.

``sifara.load("topics")`` loads a config of the data that travels with the package;
``sifara.evaluate(task, predictions, split=…)`` scores predictions. Names are imported when they
are used, so that ``import sifara`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sifara.evaluation.result import Model
    from sifara.evaluation.score import evaluate
    from sifara.release.load import load

__all__ = ["Model", "__version__", "evaluate", "load"]

_HOME = {
    "Model": "sifara.evaluation.result",
    "evaluate": "sifara.evaluation.score",
    "load": "sifara.release.load",
}


def __getattr__(name: str) -> Any:
    """Imports a public name from its module on first use."""
    import importlib

    if name == "__version__":
        from importlib.metadata import version

        return version("sifara")
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'sifara' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
