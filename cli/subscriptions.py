"""`perdure subscriptions`."""

from typing import Annotated

import typer

from .options import Actor, ApiUrl, AsJson, Limit, connect


def subscriptions(
    *,
    status: Annotated[list[str] | None, typer.Option(help="Only in this status; may be repeated.")] = None,
    customer: Annotated[str | None, typer.Option(help="Only of this customer, by id.")] = None,
    verdict: Annotated[
        str | None, typer.Option(help="Only those whose last validation found this, such as drifted.")
    ] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """List subscriptions, newest first."""
    from ..api.subscription_models import SubscriptionSummary
    from .console import console, print_json, table
    from .text import moment, plain

    found = connect(api, actor).get(
        "subscriptions", status=status, customer_id=customer, verdict=verdict, limit=limit
    )
    if as_json:
        print_json(found)
        return
    rows = table("Subscription", "Status", "In sync", "Validated")
    for item in found["items"]:
        subscription = SubscriptionSummary.model_validate(item)
        validated = subscription.validated_at
        rows.add_row(
            f"{plain(subscription.description)}\n{subscription.subscription_id}",
            f"{subscription.status}\nfor {plain(subscription.customer.name)}",
            "yes" if subscription.insync else "no",
            f"{subscription.verdict}\n{moment(validated)}" if validated else "not yet",
        )
    console().print(rows if found["items"] else "No subscriptions.")
