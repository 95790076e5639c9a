"""The samples of the specification run, unchanged but for their imports and one typing slip."""

from uuid import UUID

import pytest
from hand import Hand
from variable_product import VARIABLES, create_variables

from perdure import Plugin, StepList, begin, modify_workflow
from perdure.forms import FormGenerator, FormPage

from .samples import my_beautiful_step, my_ugly_step


class VariablesPage(FormPage):
    variable_1: int
    variable_2: str


def variables_form() -> FormGenerator:
    page = yield VariablesPage
    return page.answers()


@modify_workflow("Change variables, badly", product=VARIABLES, form=variables_form)
def change_badly() -> StepList:
    return begin >> my_ugly_step


@modify_workflow("Change variables, well", product=VARIABLES, form=variables_form)
def change_well() -> StepList:
    return begin >> my_beautiful_step


plugin = Plugin("spec", products=[VARIABLES], workflows=[create_variables, change_badly, change_well])


@pytest.fixture
def subscription_id(shared: Hand) -> UUID:
    """The id of an active subscription of the product."""
    return UUID(shared.state(shared.run("create_variables", {}))["subscription"]["subscription_id"])


@pytest.mark.parametrize("workflow", ["change_badly", "change_well"])
def test_a_sample_saves_what_it_changed(shared: Hand, subscription_id: UUID, workflow: str) -> None:
    """Above 42 both variables are in the database in their own types, as one new version of the subscription."""
    version = shared.subscription(subscription_id).version

    shared.run(
        workflow, {"subscription_id": str(subscription_id)}, {"variable_1": 43, "variable_2": "forty-three"}
    )

    changed = shared.subscription(subscription_id)
    assert (43, "forty-three") == (changed.variables.variable_1, changed.variables.variable_2)
    assert version + 1 == changed.version
    assert changed.insync


@pytest.mark.parametrize("workflow", ["change_badly", "change_well"])
def test_a_sample_that_changes_nothing_saves_nothing(
    shared: Hand, subscription_id: UUID, workflow: str
) -> None:
    """At 42 the subscription keeps its version."""
    version = shared.subscription(subscription_id).version

    shared.run(
        workflow, {"subscription_id": str(subscription_id)}, {"variable_1": 42, "variable_2": "unused"}
    )

    assert version == shared.subscription(subscription_id).version


def test_the_bad_sample_returns_all_of_state_and_only_the_change_travels(
    shared: Hand, subscription_id: UUID
) -> None:
    """Of the whole State that it returns, the step's row has the one key that differs: the reference."""
    process_id = shared.run(
        "change_badly", {"subscription_id": str(subscription_id)}, {"variable_1": 43, "variable_2": "x"}
    )

    reference = {
        "subscription_id": str(subscription_id),
        "version": shared.subscription(subscription_id).version,
    }
    assert {"changed": {"subscription": reference}} == shared.steps(process_id)[0].delta
    assert reference == shared.state(process_id)["subscription"]


def test_the_good_sample_adds_the_key_that_it_names(shared: Hand, subscription_id: UUID) -> None:
    """What it merges under a key of its own (spelled as in the specification) is a reference of the same version."""
    process_id = shared.run(
        "change_well", {"subscription_id": str(subscription_id)}, {"variable_1": 43, "variable_2": "x"}
    )

    state = shared.state(process_id)
    reference = {
        "subscription_id": str(subscription_id),
        "version": shared.subscription(subscription_id).version,
    }
    assert reference == state["subscriotion"] == state["subscription"]
