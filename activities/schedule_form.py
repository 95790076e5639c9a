"""The form of a schedule: what is started, how often, and then the pages of what is started."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import uuid4

from pydantic import ConfigDict, Field, create_model

from ..db.engine import Database
from ..db.files import Files
from ..domain.catalogue import Catalogue, catalogue
from ..domain.definitions import Target, WorkflowDefinition
from ..domain.errors import UnprocessableError
from ..forms import Choice, DropDown, FormPage, Integer, Radio, Text, choice, visible_when
from ..forms.generator import AsyncFormGenerator
from ..forms.outcome import Complete
from ..forms.replay import advance, close, started_form
from .form_call import Answers, Completed, FormTerms, OpenForm, injected

SCHEDULED: Final = (Target.VALIDATE, Target.TASK)
"""Validations are of every active subscription; a change of one subscription is somebody's decision."""

CRON: Final = r"^ *[^\s]+( +[^\s]+){4} *$"
"""Five words. What they mean is Temporal's to say."""


class Repeat(Choice):
    """Both are counted in UTC: every hour is every full hour."""

    INTERVAL = "interval", "At an interval"
    CRON = "cron", "At certain times"


class Unit(Choice):
    """Of the interval."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class RhythmPage(FormPage):
    """What, of anything, and when."""

    model_config = ConfigDict(title="Schedule")

    workflow: str
    repeat: Radio[Repeat] = Field(Repeat.INTERVAL, title="Start it")
    every: Annotated[int, Integer(ge=1, le=1000), visible_when(repeat=Repeat.INTERVAL)] = Field(
        1, title="Every"
    )
    unit: Annotated[DropDown[Unit], visible_when(repeat=Repeat.INTERVAL)] = Unit.DAYS
    cron: Annotated[str, Text(pattern=CRON, max_length=100), visible_when(repeat=Repeat.CRON)] = Field(
        title="Times",
        description="As cron has them, in UTC: minute, hour, day of the month, month, day of the week. "
        "`0 3 * * 1` is every Monday at three.",
    )


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is started, and when.

    Args:
        workflow: what.
        every: how often; None when there are certain times.
        cron: those, in UTC.
        answers: to the form of what is started, an object per page.
    """

    workflow: str
    every: timedelta | None
    cron: str | None
    answers: list[dict[str, Any]]

    @classmethod
    def of(cls, completed: Completed) -> Rhythm:
        """What was answered.

        Raises:
            UnprocessableError: there is a secret or a file among the answers.
        """
        if completed.secrets or completed.files:
            raise UnprocessableError(
                "A schedule keeps neither secrets nor files, and what is to be started asks for one of them."
            )
        given, (_, *answers) = completed.result, completed.answers
        if given["repeat"] == Repeat.CRON:
            return cls(given["workflow"], None, given["cron"], answers)
        return cls(given["workflow"], timedelta(**{given["unit"]: given["every"]}), None, answers)


def open_schedule_form(database: Database, *, actor: str, terms: FormTerms) -> OpenForm:
    """The form of a schedule, to be filled in.

    Args:
        database: what forms read.
        actor: who fills it in.
        terms: how it is walked.
    """
    form = _ScheduleForm(catalogue, actor)
    return OpenForm(database, form.start, form.begun, terms, Files(database, actor))


class _ScheduleForm:
    def __init__(self, known: Catalogue, actor: str) -> None:
        self.begun: dict[str, Any] = {}
        self._actor = actor
        self._offered = {
            name: workflow for name, workflow in known.workflows.items() if workflow.target in SCHEDULED
        }

    def start(self, _: Answers) -> Callable[[], Any]:
        """The form, whatever the answers: it is async, and may go on with one that is not."""
        return self._pages

    async def _pages(self) -> AsyncFormGenerator:
        self.begun.clear()  # several walks may come here one after the other
        given = (yield self._first()).answers()
        definition = self._offered[given["workflow"]]
        form = definition.form if definition.target is Target.TASK else None
        if form is not None:
            self.begun |= self._state(definition)
            started = started_form(await _called(form, self.begun))
            try:
                offered = await advance(started, None)
                while not isinstance(offered, Complete):
                    offered = await advance(started, (yield offered))
            finally:
                await close(started)
            # Its result is made anew at every start; kept are the answers.
            yield {**offered.state, **given}
        else:
            yield given

    def _first(self) -> type[FormPage]:
        titles = sorted(self._offered.items(), key=lambda item: item[1].title)
        workflow: Any = DropDown[choice("Workflow", {name: one.title for name, one in titles})]  # type: ignore[misc] # made at run time
        return create_model(
            "SchedulePage", __base__=RhythmPage, workflow=(workflow, Field(title="What is started"))
        )

    def _state(self, definition: WorkflowDefinition) -> Mapping[str, Any]:
        return {
            "process_id": str(uuid4()),
            "workflow_name": definition.name,
            "workflow_target": definition.target.value,
            "reporter": self._actor,
        }


async def _called(form: Callable[..., Any], state: Mapping[str, Any]) -> Any:
    started = await asyncio.to_thread(injected(form, state))
    return await started if inspect.isawaitable(started) else started
