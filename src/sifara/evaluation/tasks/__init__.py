"""The tasks: one file each, collected here.

Scoring, command line, baselines and reports read :data:`TASKS`. A new task is a new file in this
folder with a ``TASK``, and its tests.
"""

from __future__ import annotations

import importlib
import pkgutil

from sifara.errors import UsageError, nearest
from sifara.evaluation.tasks.task import Task


def _collected() -> dict[str, Task]:
    modules = (
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
    )
    tasks = [module.TASK for module in modules if hasattr(module, "TASK")]
    return {task.name: task for task in sorted(tasks, key=lambda task: task.place)}


#: The tasks by name, in the order in which they are shown.
TASKS: dict[str, Task] = _collected()


def get(name: str) -> Task:
    """The task of a name.

    Raises:
        UsageError: When there is none; the message names the nearest one.
    """
    if name not in TASKS:
        raise UsageError(f"unknown task {name!r}{nearest(str(name), TASKS)}")
    return TASKS[name]
