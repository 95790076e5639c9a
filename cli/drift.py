"""`perdure drift`."""

from datetime import datetime
from typing import Annotated, Any

import typer

from ..domain.moments import in_utc
from .errors import UsageError
from .options import Actor, ApiUrl, AsJson, Limit, Reason, connect

DriftItemId = Annotated[
    str | None,
    typer.Argument(metavar="ITEM", help="The id of a drift item to answer; without one they are listed."),
]


def drift(
    item: DriftItemId = None,
    *,
    restore: Annotated[
        bool, typer.Option("--restore", help="Start the workflow that puts it right.")
    ] = False,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Write what was observed into the subscription.")
    ] = False,
    suppress_until: Annotated[
        str | None,
        typer.Option(
            metavar="MOMENT",
            help="Let it not count until then, such as 2026-12-24T18:00 (UTC).",
        ),
    ] = None,
    owner: Annotated[
        str | None, typer.Option(help="Say who looks after it; in a list, only those of this person.")
    ] = None,
    reason: Reason = None,
    state: Annotated[
        list[str] | None,
        typer.Option(help="Only in this state, such as suppressed or closed; all but closed when left out."),
    ] = None,
    system: Annotated[str | None, typer.Option(help="Only what this system says.")] = None,
    subscription: Annotated[str | None, typer.Option(help="Only of this subscription, by id.")] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """List what validations found to differ, newest first, or answer one of these items."""
    answers = _answers(restore=restore, adopt=adopt, suppress_until=suppress_until)
    client = connect(api, actor)
    if item is None:
        if answers:
            raise UsageError("Name the item to answer: `perdure drift ITEM --restore --reason TEXT`.")
        query = {"owner": owner, "state": state, "system": system, "subscription_id": subscription}
        _show(client.get("drift", open=None if state else "true", limit=limit, **query), as_json=as_json)
        return
    if len(answers) > 1 or not (answers or owner):
        raise UsageError("Give one answer: --restore, --adopt, --suppress-until or --owner.")
    if owner:
        client.put("drift", item, "owner", body={"owner": owner, "reason": reason})
        typer.echo(f"{owner} looks after it.")
    for answer, body in answers.items():
        if reason is None:
            raise UsageError("Say why, with --reason TEXT.")
        started = client.put("drift", item, answer, body={"reason": reason, **body})
        typer.echo(
            f"Suppressed until {suppress_until}."
            if started is None
            else f"Started: process {started['id']} is {started['status']}. Next: perdure show {started['id']}"
        )


def _answers(*, restore: bool, adopt: bool, suppress_until: str | None) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    if restore:
        answers["restore"] = {}
    if adopt:
        answers["adopt"] = {}
    if suppress_until is not None:
        answers["suppress"] = {"until": _moment(suppress_until)}
    return answers


def _moment(text: str) -> str:
    try:
        return in_utc(datetime.fromisoformat(text)).isoformat()
    except ValueError:
        raise UsageError(f"--suppress-until {text!r} is no moment; write 2026-12-24T18:00.") from None


def _show(found: Any, *, as_json: bool) -> None:
    from ..api.drift_models import DriftItemDetail
    from .console import console, print_json, table
    from .text import moment, plain, short

    if as_json:
        print_json(found)
        return
    rows = table("Item", "Expected", "Observed", "State", "First seen")
    for document in found["items"]:
        item = DriftItemDetail.model_validate(document)
        rows.add_row(
            f"{plain(item.path)} of {plain(item.description)}\n{item.drift_item_id}",
            short(item.expected),
            short(item.observed),
            f"{item.resolution or item.state}\n{item.owner or 'nobody'}",
            f"{moment(item.first_seen)}\n{item.times_seen} times",
        )
    console().print(rows if found["items"] else "No drift.")
