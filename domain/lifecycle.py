"""The statuses of a subscription, and which one may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from .errors import LifecycleError


class SubscriptionLifecycle(StrEnum):
    """Where a subscription is in its life."""

    INITIAL = "initial"
    PROVISIONING = "provisioning"
    ACTIVE = "active"
    MIGRATING = "migrating"
    DISABLED = "disabled"
    TERMINATED = "terminated"


INITIAL = SubscriptionLifecycle.INITIAL
PROVISIONING = SubscriptionLifecycle.PROVISIONING
ACTIVE = SubscriptionLifecycle.ACTIVE
MIGRATING = SubscriptionLifecycle.MIGRATING
DISABLED = SubscriptionLifecycle.DISABLED
TERMINATED = SubscriptionLifecycle.TERMINATED

# Provisioning may be left out (nothing to build) and come back (a modify that rebuilds); what was ordered can
# always be given up; what is terminated stays terminated.
TRANSITIONS: Mapping[SubscriptionLifecycle, frozenset[SubscriptionLifecycle]] = MappingProxyType(
    {
        INITIAL: frozenset({PROVISIONING, ACTIVE, TERMINATED}),
        PROVISIONING: frozenset({ACTIVE, TERMINATED}),
        ACTIVE: frozenset({PROVISIONING, MIGRATING, DISABLED, TERMINATED}),
        MIGRATING: frozenset({ACTIVE, TERMINATED}),
        DISABLED: frozenset({ACTIVE, TERMINATED}),
        TERMINATED: frozenset(),
    }
)


def check_transition(current: SubscriptionLifecycle, wanted: SubscriptionLifecycle) -> None:
    """Whether a subscription may go from one status to another; staying where it is is no transition.

    Raises:
        LifecycleError: it may not; the message names what is allowed.
    """
    if wanted == current or wanted in TRANSITIONS[current]:
        return
    allowed = (
        ", ".join(status for status in SubscriptionLifecycle if status in TRANSITIONS[current]) or "nothing"
    )
    raise LifecycleError(
        f"A subscription that is {current} cannot become {wanted}; it can become: {allowed}."
    )
