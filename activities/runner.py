"""The runner: makes one attempt of a step one transaction."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import structlog
from temporalio import activity
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from ..db.attempts import FailedAttempt, record_attempt
from ..db.begun import note_begun
from ..db.cipher import Cipher
from ..db.commit import Done, Loaded, load_step
from ..db.engine import Database
from ..db.files import Files
from ..db.kept_results import result_to_apply
from ..db.places import Place, StaleAttemptError
from ..db.secrets import read_secret, read_secrets
from ..db.step_queries import view_after
from ..db.subscription_session import SubscriptionSession
from ..domain.definitions import StepDefinition
from ..domain.errors import UnavailableError
from ..domain.plan import NodeKind
from ..domain.process import Outcome, StepCall
from ..domain.state import Delta, bind_state, check_size, delta_of
from ..domain.store import bind_store
from ..domain.text import storable
from .bodies import Bodies
from .callback import callback_route
from .check import report_error, report_result
from .context import StepContext
from .effect import Commit, Effect
from .outcome import outcome_of_row
from .suspend import suspend
from .transient import is_transient

HEARTBEATS_PER_TIMEOUT: Final = 3

# Of an error so many characters are kept: enough for a person, and Temporal refuses a failure over 2 MB.
_MESSAGE: Final = 4_000
_TRACEBACK: Final = 20_000

_PATIENCE: Final = 60.0
"""So many seconds an attempt waits for PostgreSQL: a restart or a failover must not make a body run twice."""

_PAUSE: Final = 0.5

Activity = Callable[[StepCall], Awaitable[Outcome]]

T = TypeVar("T")


class Runner:
    """Runs steps against one database.

    Args:
        database: where processes, State and subscriptions are.
        cipher: for secrets.
        bodies: threads for authors' code; the loop's own when left out.
    """

    def __init__(self, database: Database, cipher: Cipher, bodies: Executor | None = None) -> None:
        self._database = database
        self._cipher = cipher
        self._bodies = Bodies(bodies)

    def activity(self, step: StepDefinition, key: str | None = None) -> Activity:
        """The activity of a step.

        Args:
            step: what it does.
            key: its name: the step's key when left out, or one that the step had before.
        """

        @activity.defn(name=key or step.key)
        async def run(call: StepCall) -> Outcome:
            context = self._context(step, call)
            beating = asyncio.create_task(_heartbeats(context))
            try:
                return await self._attempt(step, call, context)
            except Exception as error:  # noqa: BLE001 — whatever an author's code raises is classified
                # `from None`: the original would travel in the history with its message as it is.
                raise await self._failed(step, call, context, error) from None
            finally:
                beating.cancel()
                with suppress(asyncio.CancelledError):
                    await beating

        return run

    async def _failed(
        self, step: StepDefinition, call: StepCall, context: StepContext, error: Exception
    ) -> ApplicationError:
        """What Temporal is told of an attempt that failed; one that will be repeated is shown on the process too."""
        message = storable(context.masked(str(error)), at_most=_MESSAGE) or type(error).__name__
        repeated = _will_be_repeated(step, error)
        context.logger.warning(
            "step failed", error=message, type=type(error).__name__, will_be_retried=repeated
        )
        if repeated:
            with suppress(UnavailableError):
                failed = FailedAttempt(
                    Place.of(call),
                    step.title,
                    context.attempt,
                    type(error).__name__,
                    message,
                    datetime.now(UTC) + step.policy.retry.pause_after(context.attempt),
                )
                await asyncio.to_thread(record_attempt, self._database, failed)
        told = context.masked("".join(traceback.format_exception(error)))
        return ApplicationError(
            message,
            context.attempt,
            storable(told, at_most=_TRACEBACK),
            type=type(error).__name__,
            non_retryable=not repeated,
        )

    def _context(self, step: StepDefinition, call: StepCall) -> StepContext:
        process_id = UUID(call.process_id)
        attempt = activity.info().attempt
        return StepContext(
            process_id=process_id,
            position=call.position,
            attempt=attempt,
            actor="",
            logger=structlog.stdlib.get_logger(
                process_id=call.process_id, step=step.key, position=call.position, attempt=attempt
            ),
            read_secret=lambda name: read_secret(self._database, self._cipher, process_id, name),
            read_secrets=lambda key: read_secrets(self._database, self._cipher, process_id, key),
            files=Files(self._database, process_id=process_id),
        )

    async def _attempt(self, step: StepDefinition, call: StepCall, context: StepContext) -> Outcome:
        place = Place.of(call)
        run_id = activity.info().workflow_run_id or ""
        started_at = datetime.now(UTC)
        loaded = await _patiently(lambda: self._load(step, place, run_id))
        if loaded.row is not None:
            return outcome_of_row(loaded.row, aborting=loaded.ended is not None)
        if loaded.ended is not None and not (place.undoes and loaded.ended == "aborting"):
            return Outcome(None, aborting=True)
        if loaded.held:
            return Outcome(None, held=True)
        context.actor = loaded.reporter
        view = loaded.view
        state = view.state | self._callback_route(step, place)
        session = SubscriptionSession(self._database, read_only=step.kind is not NodeKind.STEP)
        kept = (
            await _patiently(lambda: result_to_apply(self._database, place)) if place.generation > 1 else None
        )
        with bind_store(session), bind_state(state):
            match step.kind:
                case NodeKind.STEP if kept is not None:
                    effect = await asyncio.to_thread(Effect.from_json, kept, session)
                case NodeKind.INPUT:
                    return await suspend(self._database, step, place, state)
                case NodeKind.CONDITIONAL:
                    effect = Effect(Delta({}), result={"taken": await self._bodies.holds(step, state)})
                case NodeKind.CHECK:
                    effect = Effect(Delta({}), result=await self._check(step, state, context, session))
                case _:
                    effect = await self._effect(step, state, context, session)
        done = Done(
            place=place,
            run_id=run_id,
            kind=step.kind,
            key=step.key or "",
            title=step.title,
            delta=Delta({}),
            started_at=started_at,
            attempt=context.attempt,
        )
        end_in_use = bool(step.options.get("end_in_use"))
        return await _patiently(
            Commit(self._database, self._cipher, session, view, done, effect, end_in_use=end_in_use)
        )

    async def _effect(
        self,
        step: StepDefinition,
        state: Mapping[str, Any],
        context: StepContext,
        session: SubscriptionSession,
    ) -> Effect:
        returned = await self._bodies.call(step, state, context)
        changes = await asyncio.to_thread(session.changes)
        delta = delta_of(state, returned, step.title)
        check_size(delta.apply(state), step.title)
        return Effect(delta, changes, wishes=context.wishes)

    async def _check(
        self,
        step: StepDefinition,
        state: Mapping[str, Any],
        context: StepContext,
        session: SubscriptionSession,
    ) -> dict[str, Any]:
        try:
            result = await self._bodies.call(step, state, context)
            await asyncio.to_thread(session.changes)
            return {"system": step.options.get("system")} | report_result(result, step.title)
        except Exception as error:  # noqa: BLE001 — a check reports whatever happens to it
            return {"system": step.options.get("system")} | report_error(error, step.retry_on)

    def _load(self, step: StepDefinition, place: Place, run_id: str) -> Loaded:
        with self._database.transaction() as connection:
            loaded = load_step(connection, place, run_id)
            if loaded is None:
                raise StaleAttemptError(f"There is no process {place.process_id} in this database.")
            if place.undoes:
                # An undo sees State as its own step left it.
                loaded = replace(loaded, view=view_after(connection, place))
            begins = loaded.row is None and loaded.ended is None and not loaded.held
            if step.undo is not None and begins and not note_begun(connection, place, step.key or ""):
                loaded = replace(loaded, ended="aborting")
        return loaded

    def _callback_route(self, step: StepDefinition, place: Place) -> dict[str, str]:
        """For the action of a callback step: where the outside system is to call. Never stored."""
        if not step.options.get("calls_back"):
            return {}
        return {"callback_route": callback_route(self._cipher, place)}


async def _patiently(work: Callable[[], T]) -> T:
    """Do it in a thread, again while PostgreSQL is away; the row makes it safe to commit a second time."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE
    while True:
        try:
            return await asyncio.to_thread(work)
        except UnavailableError:
            if loop.time() > deadline:
                raise
        await asyncio.sleep(_PAUSE)


@activity.defn(dynamic=True)
async def unknown_step(_arguments: Sequence[RawValue]) -> Outcome:
    """What this worker does with a step that it does not know: it says so, and another worker may know it."""
    return Outcome(None, unknown=True)


def _will_be_repeated(step: StepDefinition, error: Exception) -> bool:
    if isinstance(error, (StaleAttemptError, *step.policy.retry.never_on)):
        return False
    return step.policy.always or is_transient(error, step.retry_on)


async def _heartbeats(context: StepContext) -> None:
    timeout = activity.info().heartbeat_timeout
    if timeout is None:
        return
    while True:
        activity.heartbeat(*context.progress)
        await asyncio.sleep(timeout.total_seconds() / HEARTBEATS_PER_TIMEOUT)
