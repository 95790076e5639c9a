"""One process at the terminal."""

from collections.abc import Iterator

from rich.console import Group
from rich.text import Text

from ..api.process_models import ProcessDetail, ProcessStep, SubscriptionChange
from ..domain.plan import NodeKind
from ..domain.process import ProcessStatus
from .console import console, table
from .questions import in_words
from .text import duration, moment, plain, short, since

STYLES = {
    "completed": "green",
    "failed": "bold red",
    "aborted": "red",
    "suspended": "yellow",
    "waiting": "yellow",
    "retrying": "yellow",
    "pending": "dim",
    "skipped": "dim",
    "unreached": "dim",
}


def print_process(process: ProcessDetail) -> None:
    """Print where a process is, its steps, and what to do next."""
    console().print(view_of(process))


def view_of(process: ProcessDetail) -> Group:
    """What is printed of a process."""
    facts = table("", "")
    facts.show_header = False
    for name, value in _facts(process):
        facts.add_row(Text(name, "dim"), plain(value))
    steps = table("#", "Step", "Status", "Took", "What it did")
    for step in process.steps:
        steps.add_row(
            step.position, plain(step.title), styled(step.status), _took(step), Text("\n".join(_did(step)))
        )
    asked = [Text(f"It asks:\n{in_words(process.form.form)}\n")] if process.form else []
    return Group(
        Text.assemble((plain(process.title), "bold"), "  ", styled(process.status)),
        facts,
        "",
        steps,
        "",
        *asked,
        # In one piece, also where the terminal is narrower: it is there to be copied.
        *(Text(f"Next: {command}", overflow="ignore", no_wrap=True) for command in _next(process)),
    )


def styled(status: str) -> Text:
    """A status in its colour."""
    return Text(status, STYLES.get(status, ""))


def _facts(process: ProcessDetail) -> Iterator[tuple[str, str]]:
    yield "process", str(process.id)
    yield "workflow", process.workflow
    for subscription in process.subscriptions:
        description = f"{subscription.description} ({subscription.status})"
        yield "subscription", f"{subscription.subscription_id}  {description}"
    yield "started", f"{moment(process.accepted_at)} by {process.reporter}"
    if process.finished_at:
        took = duration(process.finished_at - process.accepted_at)
        yield "ended", f"{moment(process.finished_at)}, after {took}"
    if process.waiting_on:
        yield "waits", f"{process.waiting_on.words} (for {since(process.waiting_on.since)})"
    if process.note:
        yield "note", process.note
    for secret in process.secrets:
        state = f"handed out to {secret.revealed_by}" if secret.revealed_at else "can be handed out once"
        yield "secret", f"{secret.name}: {state}"
    if process.temporal_url:
        yield "Temporal", process.temporal_url


def _took(step: ProcessStep) -> str:
    if step.started_at is None or step.finished_at is None:
        return ""
    return duration(step.finished_at - step.started_at)


def _did(step: ProcessStep) -> Iterator[str]:
    """What a step did, a line each."""
    if step.status == "waiting":
        yield _waits(step)
    if step.actor and step.kind is NodeKind.INPUT:
        yield f"answered by {plain(step.actor)}"
    match step.result:
        case {"taken": bool(taken)}:
            yield "holds" if taken else "does not hold"
        case {"verdict": str(verdict)}:
            yield verdict
    for name, value in step.delta.changed.items():
        match value:
            case {"subscription_id": _, "version": _}:
                continue  # a reference; what became of the subscription is said below
        yield f"{plain(name)} = {short(value)}"
    yield from (f"{plain(name)} removed" for name in step.delta.removed)
    yield from (_change(change, alone=len(step.subscriptions) == 1) for change in step.subscriptions)
    if step.error:
        tries = f" (attempt {step.attempt})" if step.attempt and step.attempt > 1 else ""
        yield f"{step.error.class_}: {plain(step.error.message)}{tries}"
    if step.next_at:
        yield f"tried again at {moment(step.next_at)}"
    match step.decision:
        case {"kind": str(kind), "actor": str(actor), "reason": reason}:
            yield f"{kind} decided by {plain(actor)}{f': {plain(reason)}' if reason else ''}"


def _waits(step: ProcessStep) -> str:
    match step.kind:
        case NodeKind.SLEEP:
            return "sleeps"
        case NodeKind.CALLBACK:
            return "waits for a call"
    due = f", due {moment(step.due)}" if step.due else ""
    return f"waits for {plain(step.assignee or 'an answer')}{due}"


def _change(change: SubscriptionChange, *, alone: bool) -> str:
    which = "" if alone else f" {change.subscription_id}"
    if change.from_version is None:
        return f"subscription{which} created"
    return f"subscription{which} changed, version {change.from_version} → {change.to_version}"


def _next(process: ProcessDetail) -> Iterator[str]:
    match process.status:
        case ProcessStatus.SUSPENDED:
            yield f"perdure resume {process.id} --answers FILE"
        case ProcessStatus.FAILED:
            yield f"perdure retry {process.id}"
            yield f"perdure skip {process.id}"
            yield f"perdure abort {process.id}"
        case ProcessStatus.ACCEPTED | ProcessStatus.RUNNING:
            yield f"perdure show {process.id}"
    yield from (
        f"perdure reveal {process.id} {secret.name}" for secret in process.secrets if not secret.revealed_at
    )
