"""`@check`: compare what we believe with what a real system says."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar

from pydantic_core import to_jsonable_python

from ..domain.errors import PerdureError, StepResultError, UnavailableError
from ..domain.injection import Injection
from ..domain.plan import NodeKind
from ..domain.process import Failure
from ..domain.text import storable
from .context import StepContext
from .step import Step
from .transient import is_transient

P = ParamSpec("P")
R = TypeVar("R")


class InconclusiveError(PerdureError):
    """The system could not be asked."""

    code = "inconclusive"


class Verdict(StrEnum):
    """What a check or a validation found, the weakest first: a validation's verdict is the strongest of its checks.

    Superseded is no check's: the subscription was changed while they looked, so they may have seen either version.
    """

    IN_SYNC = "in_sync"
    INCONCLUSIVE = "inconclusive"
    DRIFTED = "drifted"
    ERROR = "error"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference.

    Args:
        path: what differs, such as ``connection_limit`` or ``ports/ae1/mtu``.
        expected: what we believe.
        observed: what the system says.
        system: the system, when it is not the check's.
        adopt: what it would mean to take over what was observed: values by path in the subscription, such as
            ``{"database.connection_limit": 7}``. Left out where that is no answer.
    """

    path: str
    expected: Any = None
    observed: Any = None
    system: str | None = None
    adopt: Mapping[str, Any] | None = None


def check(
    title: str, *, system: str, key: str | None = None, restore: str | None = None
) -> Callable[[Callable[P, R]], Step[P, R]]:
    """Make a function a check of a `validate_workflow`; all checks of one run, whatever the others find.

    It returns a list of `Finding` (or None). A failing ``assert`` is one finding. `InconclusiveError` and transient
    errors mean that the system could not be asked; any other exception means that the check itself is broken.

    Args:
        title: for people.
        system: the system that is asked.
        key: durable name, as for `step`.
        restore: name of the workflow that puts right what the check finds: a `reconcile_workflow` or
            `modify_workflow` of the same products, without a form.

    Raises:
        StepDefinitionError: a parameter cannot be filled from State.
    """
    options = {"system": system} | ({"restore": restore} if restore else {})

    def decorate(function: Callable[P, R]) -> Step[P, R]:
        made = Step[P, R](NodeKind.CHECK, title, function, key=key, options=options)
        made.injection = Injection(function, "check", provided=[StepContext])
        return made

    return decorate


def report(verdict: Verdict, findings: Iterable[Finding] = (), message: str | None = None) -> dict[str, Any]:
    """What is stored on a check's row."""
    listed = [_presentable(asdict(finding)) for finding in findings]
    return {"verdict": verdict.value, "findings": listed, "message": _presentable(message)}


def _presentable(value: object) -> Any:
    """The value as JSON, whatever a real system has said: what JSON cannot hold is shown in words."""
    match to_jsonable_python(value, fallback=repr):
        case dict() as members:
            return {storable(key): _presentable(member) for key, member in members.items()}
        case list() as items:
            return [_presentable(item) for item in items]
        case str() as text:
            return storable(text)
        case float() as number if not math.isfinite(number):
            return repr(number)
        case plain:
            return plain


def report_result(result: object, title: str) -> dict[str, Any]:
    """The report of a check that returned.

    Raises:
        StepResultError: it returned something else than findings.
    """
    if result is None:
        return report(Verdict.IN_SYNC)
    if not isinstance(result, Sequence) or not all(isinstance(item, Finding) for item in result):
        raise StepResultError(f"Check {title!r} returned {result!r:.100}; return a list of Finding, or None.")
    return report(Verdict.DRIFTED if result else Verdict.IN_SYNC, result)


def report_error(error: Exception, retry_on: tuple[type[Exception], ...]) -> dict[str, Any]:
    """The report of a check that raised."""
    message = f"{type(error).__name__}: {error}"
    match error:
        case AssertionError():
            return report(Verdict.DRIFTED, [Finding("assertion", observed=str(error) or "failed")])
        case InconclusiveError():
            return report(Verdict.INCONCLUSIVE, message=str(error))
        case _ if is_transient(error, retry_on):
            return report(Verdict.INCONCLUSIVE, message=message)
        case _:
            return report(Verdict.ERROR, message=message)


def report_failure(failure: Failure) -> dict[str, Any]:
    """The report of a check that was not brought to its end: it took too long, or its workers were lost."""
    passing = failure.type in {"StepTimeoutError", "WorkerLostError", UnavailableError.__name__}
    return report(Verdict.INCONCLUSIVE if passing else Verdict.ERROR, message=failure.message)


def overall(reports: Iterable[dict[str, Any]]) -> Verdict:
    """The verdict of a validation: error over drifted over inconclusive over in sync."""
    found = {Verdict(item["verdict"]) for item in reports}
    return max(found, key=list(Verdict).index, default=Verdict.IN_SYNC)
