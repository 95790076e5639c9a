"""The table of statuses: what may follow what."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.domain.errors import LifecycleError
from perdure.domain.lifecycle import (
    ACTIVE,
    DISABLED,
    INITIAL,
    MIGRATING,
    PROVISIONING,
    TERMINATED,
    TRANSITIONS,
    SubscriptionLifecycle,
    check_transition,
)

STATUSES = st.sampled_from(SubscriptionLifecycle)


def allowed(current: SubscriptionLifecycle, wanted: SubscriptionLifecycle) -> bool:
    """Whether the check lets one status follow another."""
    try:
        check_transition(current, wanted)
    except LifecycleError:
        return False
    return True


def test_the_arrows_are_those_of_the_design() -> None:
    """Initial, provisioning, active, to and fro migrating and disabled, terminated from everywhere."""
    expected = {
        (INITIAL, PROVISIONING),
        (INITIAL, ACTIVE),
        (PROVISIONING, ACTIVE),
        (ACTIVE, PROVISIONING),
        (ACTIVE, MIGRATING),
        (MIGRATING, ACTIVE),
        (ACTIVE, DISABLED),
        (DISABLED, ACTIVE),
        *((status, TERMINATED) for status in SubscriptionLifecycle if status != TERMINATED),
    }
    pairs = product(SubscriptionLifecycle, repeat=2)
    assert expected == {pair for pair in pairs if pair[0] != pair[1] and allowed(*pair)}


@given(STATUSES)
def test_staying_is_no_transition(status: SubscriptionLifecycle) -> None:
    """Setting the status that is there is always allowed."""
    assert allowed(status, status)


@given(STATUSES)
def test_nothing_follows_terminated(status: SubscriptionLifecycle) -> None:
    """What is terminated stays terminated."""
    assert (status == TERMINATED) == allowed(TERMINATED, status)


@given(STATUSES)
def test_nothing_goes_back_to_initial(status: SubscriptionLifecycle) -> None:
    """A subscription begins once."""
    assert (status == INITIAL) == allowed(status, INITIAL)


@given(st.lists(STATUSES))
def test_every_life_that_is_allowed_can_end(wishes: list[SubscriptionLifecycle]) -> None:
    """Whatever was asked of a subscription, and refused or not, from where it is then it can be terminated."""
    status = INITIAL
    for wish in wishes:
        status = wish if allowed(status, wish) else status
    assert allowed(status, TERMINATED)


@given(STATUSES, STATUSES)
def test_a_refusal_names_exactly_what_is_allowed(
    current: SubscriptionLifecycle, wanted: SubscriptionLifecycle
) -> None:
    """The message has both statuses, and after the colon every one that would have done."""
    if allowed(current, wanted):
        return
    with pytest.raises(LifecycleError, match=f"is {current} cannot become {wanted}") as refused:
        check_transition(current, wanted)
    named = re.findall(r"\w+", str(refused.value).rpartition(":")[2])
    assert (sorted(TRANSITIONS[current]) or ["nothing"]) == sorted(named)
