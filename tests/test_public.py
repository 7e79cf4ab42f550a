"""What the package shows: documented, typed, and imported when it is used."""

from __future__ import annotations

import inspect

import pytest

import sifara


@pytest.mark.parametrize("name", [n for n in sifara.__all__ if n not in ("TASKS", "__version__")])
def test_every_public_name_is_documented_and_typed(name: str) -> None:
    found = getattr(sifara, name)
    assert (found.__doc__ or "").count("\n") > 2
    call = found if inspect.isfunction(found) else found.__init__
    parameters = [p for p in inspect.signature(call).parameters.values() if p.name != "self"]
    assert parameters
    assert all(p.annotation is not inspect.Parameter.empty for p in parameters)
    assert f"`{name}`" in (sifara.__doc__ or "")


def test_the_tasks_are_shown_with_what_they_ask() -> None:
    assert "`TASKS`" in (sifara.__doc__ or "")
    assert all(task.title.endswith("?") for task in sifara.TASKS.values())
    assert [name for name, task in sifara.TASKS.items() if name != task.name] == []


def test_all_that_is_public_is_listed_and_nothing_else() -> None:
    assert dir(sifara) == sorted(sifara.__all__)
    with pytest.raises(AttributeError, match="no attribute 'evaluation_of'"):
        _ = sifara.evaluation_of  # type: ignore[attr-defined]
