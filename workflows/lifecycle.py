"""The lifecycle decorators: each makes a function that returns a step list a workflow of one kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from ..domain.definitions import StepDefinition, Target, WorkflowDefinition
from ..domain.errors import DefinitionError
from ..domain.lifecycle import ACTIVE, INITIAL, PROVISIONING, TERMINATED, SubscriptionLifecycle
from ..domain.plan import NodeKind
from ..domain.product import Product
from .step_list import StepList, end_in_use, set_status

Steps = Callable[[], StepList]
Form = Callable[..., Any]
Predicate = Callable[..., str | None]

# As orchestrator-core has them; terminating also what a create has left behind when it was aborted.
_MODIFIABLE: Final = frozenset({ACTIVE})
_TERMINABLE: Final = frozenset({INITIAL, PROVISIONING, ACTIVE})


def create_workflow(
    title: str,
    *,
    product: Product | Sequence[Product],
    form: Form | None = None,
    asks_customer: bool = False,
    status: SubscriptionLifecycle = ACTIVE,
    run_predicate: Predicate | None = None,
) -> Callable[[Steps], WorkflowDefinition]:
    """A workflow that creates a subscription; its steps put the model under the key ``subscription``.

    Args:
        title: for people.
        product: the product, or several that share the workflow.
        form: the form at its start.
        asks_customer: the form has a field ``customer_id``, so the first page does not ask.
        status: what the subscription ends in.
        run_predicate: called with State before a start; a sentence that says why not, or None.
    """
    return _decorator(
        title,
        Target.CREATE,
        product,
        form,
        asks_customer=asks_customer,
        last=[set_status(status)],
        run_predicate=run_predicate,
    )


def modify_workflow(
    title: str,
    *,
    product: Product | Sequence[Product],
    form: Form | None = None,
    allowed_statuses: Iterable[SubscriptionLifecycle] = _MODIFIABLE,
    allow_out_of_sync: bool = False,
    blocked_by_relations: bool = False,
    run_predicate: Predicate | None = None,
) -> Callable[[Steps], WorkflowDefinition]:
    """A workflow that changes a subscription, under its lock and out of sync until it is done.

    Args:
        title: for people.
        product: the product, or several that share the workflow.
        form: the form at its start.
        allowed_statuses: statuses in which the subscription may be modified.
        allow_out_of_sync: may start on a subscription with an unfinished change.
        blocked_by_relations: may not start while other subscriptions refer to this one.
        run_predicate: called with State before a start; a sentence that says why not, or None.
    """
    return _decorator(
        title,
        Target.MODIFY,
        product,
        form,
        allowed_statuses=allowed_statuses,
        allow_out_of_sync=allow_out_of_sync,
        blocked_by_relations=blocked_by_relations,
        run_predicate=run_predicate,
    )


def terminate_workflow(
    title: str,
    *,
    product: Product | Sequence[Product],
    form: Form | None = None,
    allowed_statuses: Iterable[SubscriptionLifecycle] = _TERMINABLE,
    allow_out_of_sync: bool = False,
    blocked_by_relations: bool = True,
    run_predicate: Predicate | None = None,
) -> Callable[[Steps], WorkflowDefinition]:
    """A workflow that ends a subscription; its last step sets the status to terminated.

    Args:
        title: for people.
        product: the product, or several that share the workflow.
        form: the form at its start.
        allowed_statuses: statuses in which the subscription may be terminated.
        allow_out_of_sync: may start on a subscription with an unfinished change.
        blocked_by_relations: may not start, and not end, while other subscriptions refer to this one.
        run_predicate: called with State before a start; a sentence that says why not, or None.
    """
    return _decorator(
        title,
        Target.TERMINATE,
        product,
        form,
        allowed_statuses=allowed_statuses,
        allow_out_of_sync=allow_out_of_sync,
        last=[set_status(TERMINATED) if blocked_by_relations else end_in_use()],
        blocked_by_relations=blocked_by_relations,
        run_predicate=run_predicate,
    )


def reconcile_workflow(
    title: str,
    *,
    product: Product | Sequence[Product],
    form: Form | None = None,
    allowed_statuses: Iterable[SubscriptionLifecycle] = _MODIFIABLE,
    blocked_by_relations: bool = False,
    run_predicate: Predicate | None = None,
) -> Callable[[Steps], WorkflowDefinition]:
    """A workflow that makes the systems agree again with what we believe; like a modify, may run out of sync.

    Args:
        title: for people.
        product: the product, or several that share the workflow.
        form: the form at its start.
        allowed_statuses: statuses in which the subscription may be reconciled.
        blocked_by_relations: may not start while other subscriptions refer to this one.
        run_predicate: called with State before a start; a sentence that says why not, or None.
    """
    return _decorator(
        title,
        Target.RECONCILE,
        product,
        form,
        allowed_statuses=allowed_statuses,
        allow_out_of_sync=True,
        blocked_by_relations=blocked_by_relations,
        run_predicate=run_predicate,
    )


def validate_workflow(
    title: str,
    *,
    product: Product | Sequence[Product],
    allowed_statuses: Iterable[SubscriptionLifecycle] = _MODIFIABLE,
) -> Callable[[Steps], WorkflowDefinition]:
    """A workflow of checks: it runs all of them, changes nothing, locks nothing and never parks.

    Args:
        title: for people.
        product: the product, or several that share the workflow.
        allowed_statuses: statuses in which the subscription is validated.

    Raises:
        DefinitionError: one of its steps is no check.
    """
    return _decorator(
        title,
        Target.VALIDATE,
        product,
        None,
        allowed_statuses=allowed_statuses,
        allow_out_of_sync=True,
    )


def task(
    title: str, *, form: Form | None = None, run_predicate: Predicate | None = None
) -> Callable[[Steps], WorkflowDefinition]:
    """A workflow that belongs to no subscription.

    Args:
        title: for people.
        form: the form at its start.
        run_predicate: called with State before a start; a sentence that says why not, or None.
    """
    return _decorator(title, Target.TASK, (), form, run_predicate=run_predicate)


def _decorator(
    title: str,
    target: Target,
    product: Product | Sequence[Product],
    form: Form | None,
    *,
    allowed_statuses: Iterable[SubscriptionLifecycle] = (),
    allow_out_of_sync: bool = False,
    blocked_by_relations: bool = False,
    asks_customer: bool = False,
    last: Sequence[StepDefinition] = (),
    run_predicate: Predicate | None = None,
) -> Callable[[Steps], WorkflowDefinition]:
    products = (product,) if isinstance(product, Product) else tuple(product)

    def decorate(function: Steps) -> WorkflowDefinition:
        origin = f"{function.__module__}.{function.__qualname__}"
        steps = function()
        if not isinstance(steps, StepList):
            raise DefinitionError(
                f"{origin} returned {type(steps).__name__}; return a step list: begin >> a >> b."
            )
        _check_kinds(origin, target, steps)
        return WorkflowDefinition(
            name=function.__name__,
            title=title,
            target=target,
            steps=[*steps, *last],
            products=products,
            form=form,
            allowed_statuses=frozenset(allowed_statuses),
            allow_out_of_sync=allow_out_of_sync,
            blocked_by_relations=blocked_by_relations,
            asks_customer=asks_customer,
            run_predicate=run_predicate,
            origin=origin,
        )

    return decorate


def _check_kinds(origin: str, target: Target, steps: StepList) -> None:
    for item in steps:
        for element in item.tree():
            if (element.kind is NodeKind.CHECK) != (target is Target.VALIDATE):
                needed = "checks (@check) only" if target is Target.VALIDATE else "no checks (@check)"
                raise DefinitionError(
                    f"{origin} is a {target.value} workflow and takes {needed}, not {element.origin}."
                )
