"""Which workflows may be started on a subscription, and why the others may not."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from ..db.standing import Standing, standing
from ..db.subscription_relations import in_use
from ..domain.catalogue import catalogue
from ..domain.definitions import CHANGING, Target, WorkflowDefinition
from ..domain.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether one workflow may be started on one subscription.

    Args:
        workflow: its key.
        title: for people.
        target: its kind.
        allowed: it may be started now.
        reason: why not, in a sentence.
    """

    workflow: str
    title: str
    target: Target
    allowed: bool
    reason: str | None


def workflows_for(connection: Connection, subscription_id: UUID) -> list[Availability]:
    """Every workflow of a subscription's product that works on existing subscriptions.

    Raises:
        NotFoundError: there is no such subscription.
    """
    found = standing(connection, subscription_id)
    if found is None:
        raise NotFoundError(f"There is no subscription {subscription_id}.")
    available = []
    for workflow in catalogue.workflows.values():
        if workflow.target is not Target.CREATE and workflow.products and belongs_to(workflow, found):
            reason = locked(workflow, found) or why_not(workflow, found)
            available.append(
                Availability(workflow.name, workflow.title, workflow.target, reason is None, reason)
            )
    return available


def belongs_to(workflow: WorkflowDefinition, found: Standing) -> bool:
    """Whether a workflow is one of the subscription's product; a change that names no product is for all."""
    if not workflow.products:
        return workflow.target in CHANGING
    return any(product.name == found.product_name for product in workflow.products)


def why_not(workflow: WorkflowDefinition, found: Standing) -> str | None:
    """Why a workflow may not be started on a subscription that stands like this; None when only the lock may object."""
    if not belongs_to(workflow, found):
        names = ", ".join(repr(product.name) for product in workflow.products) or "no product"
        return f"{workflow.title} is for {names}, and this subscription is of product {found.product_name!r}."
    if found.status not in workflow.allowed_statuses:
        allowed = ", ".join(sorted(status.value for status in workflow.allowed_statuses))
        return f"The subscription is {found.status.value}; {workflow.title} may start when it is {allowed}."
    if not found.insync and not workflow.allow_out_of_sync:
        return (
            "The subscription is out of sync: a change of it is unfinished. Set it in sync once you made sure that "
            "it is as described."
        )
    if found.used_by and workflow.blocked_by_relations:
        return f"The subscription is {in_use(found.used_by)}; change or terminate those first."
    return None


def locked(workflow: WorkflowDefinition, found: Standing) -> str | None:
    """Which other process keeps a workflow from starting; None when none does."""
    if found.locked_by is None or workflow.target not in CHANGING:
        return None
    return (
        f"Process {found.locked_by} ({found.locked_by_title}) works on this subscription; wait for it to end, or retry "
        "or abort it."
    )
