"""Sifara: a dataset and evaluation benchmark for Arabic diplomatic news.

* :func:`load` loads a config of the data that travels with the package: ``load("topics", "web")``.
* :func:`evaluate` scores predictions or a model: ``evaluate(task, predictions, split="test")``. It
  returns a :class:`Result`; a :class:`Model` says who made the predictions.
* :func:`compare` says whether one system is better than another, by how much, and where:
  ``compare(["a.json", "b.json"])``.
* :data:`TASKS` has what can be evaluated, by name.

This is all that is public. Names are imported when they are used, so that ``import sifara`` costs
nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sifara.evaluation.compare import compare
    from sifara.evaluation.result import Model, Result
    from sifara.evaluation.score import evaluate
    from sifara.evaluation.tasks import TASKS
    from sifara.release.load import load

    __version__: str

__all__ = ["TASKS", "Model", "Result", "__version__", "compare", "evaluate", "load"]

_HOME = {
    "TASKS": "sifara.evaluation.tasks",
    "Model": "sifara.evaluation.result",
    "Result": "sifara.evaluation.result",
    "compare": "sifara.evaluation.compare",
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
