"""Durable lifecycles for subscriptions, on Temporal: the names that an author of products needs."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .activities.check import Finding, InconclusiveError, check
    from .activities.context import StepContext
    from .activities.step import inputstep, retrystep, step
    from .domain.blocks import ProductBlockModel
    from .domain.catalogue import Plugin
    from .domain.customer import Customer, customers
    from .domain.definitions import Retry, Target
    from .domain.errors import PerdureError, RetryableError
    from .domain.exclusive import Exclusive
    from .domain.find import choices, find
    from .domain.lifecycle import (
        ACTIVE,
        DISABLED,
        INITIAL,
        MIGRATING,
        PROVISIONING,
        TERMINATED,
        SubscriptionLifecycle,
    )
    from .domain.product import Product
    from .domain.state import REMOVE, State, state
    from .domain.subscription import SubscriptionModel
    from .workflows.combinators import (
        callback_step,
        conditional,
        focus,
        foreach,
        parallel,
        sleep_for,
        sleep_until,
        step_group,
    )
    from .workflows.lifecycle import (
        create_workflow,
        modify_workflow,
        reconcile_workflow,
        task,
        terminate_workflow,
        validate_workflow,
    )
    from .workflows.ready_made import abort_if, lock, provisioning
    from .workflows.step_list import StepList, begin, done, init, set_status

# Loaded at first use (PEP 562): the interpreter imports this package in every sandbox and needs none of it.
_HOME = {
    "activities.check": ("Finding", "InconclusiveError", "check"),
    "activities.context": ("StepContext",),
    "activities.step": ("inputstep", "retrystep", "step"),
    "domain.blocks": ("ProductBlockModel",),
    "domain.catalogue": ("Plugin",),
    "domain.customer": ("Customer", "customers"),
    "domain.definitions": ("Retry", "Target"),
    "domain.errors": ("PerdureError", "RetryableError"),
    "domain.exclusive": ("Exclusive",),
    "domain.find": ("choices", "find"),
    "domain.lifecycle": (
        "ACTIVE",
        "DISABLED",
        "INITIAL",
        "MIGRATING",
        "PROVISIONING",
        "TERMINATED",
        "SubscriptionLifecycle",
    ),
    "domain.product": ("Product",),
    "domain.state": ("REMOVE", "State", "state"),
    "domain.subscription": ("SubscriptionModel",),
    "workflows.lifecycle": (
        "create_workflow",
        "modify_workflow",
        "reconcile_workflow",
        "task",
        "terminate_workflow",
        "validate_workflow",
    ),
    "workflows.combinators": (
        "callback_step",
        "conditional",
        "focus",
        "foreach",
        "parallel",
        "sleep_for",
        "sleep_until",
        "step_group",
    ),
    "workflows.ready_made": ("abort_if", "lock", "provisioning"),
    "workflows.step_list": ("StepList", "begin", "done", "init", "set_status"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "ACTIVE",
    "DISABLED",
    "INITIAL",
    "MIGRATING",
    "PROVISIONING",
    "REMOVE",
    "TERMINATED",
    "Customer",
    "Exclusive",
    "Finding",
    "InconclusiveError",
    "PerdureError",
    "Plugin",
    "Product",
    "ProductBlockModel",
    "Retry",
    "RetryableError",
    "State",
    "StepContext",
    "StepList",
    "SubscriptionLifecycle",
    "SubscriptionModel",
    "Target",
    "abort_if",
    "begin",
    "callback_step",
    "check",
    "choices",
    "conditional",
    "create_workflow",
    "customers",
    "done",
    "find",
    "focus",
    "foreach",
    "init",
    "inputstep",
    "lock",
    "modify_workflow",
    "parallel",
    "provisioning",
    "reconcile_workflow",
    "retrystep",
    "set_status",
    "sleep_for",
    "sleep_until",
    "state",
    "step",
    "step_group",
    "task",
    "terminate_workflow",
    "validate_workflow",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'perdure' has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
