"""One Temporal workflow class per workflow of the catalogue, named after the author's function."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from temporalio import workflow

from ..domain.process import Closed
from .interpreter import Interpreter


def workflow_type(name: str) -> type[Interpreter]:
    """The workflow class of that name, made once per process.

    Temporal looks a class up by module and name when it makes an instance, so it is put into this module.

    Args:
        name: the author's function name, a Python identifier.
    """
    module = sys.modules[__name__]
    class_name = f"Workflow_{name}"
    known: type[Interpreter] | None = getattr(module, class_name, None)
    if known is not None:
        return known

    # `start` has no narrower type on purpose: what a person types into the Web UI must reach the opening activity,
    # which refuses it with a sentence; a type that does not fit would let the run spin for ever.
    async def run(self: Interpreter, start: Any = None) -> Closed:
        return await self.execute(start)

    run.__module__ = __name__
    run.__qualname__ = f"{class_name}.run"
    made = type(class_name, (Interpreter,), {"__module__": __name__, "run": workflow.run(run)})
    defined: type[Interpreter] = workflow.defn(name=name)(made)
    setattr(module, class_name, defined)
    return defined


def workflow_types(names: Iterable[str]) -> list[type[Interpreter]]:
    """The workflow classes of these names."""
    return [workflow_type(name) for name in names]
