"""Step lists and what a catalogue takes: mistakes are found when products are loaded."""

from collections.abc import Callable
from typing import Any

import pytest
from sample_product import LINE, construct, order

from perdure import (
    PROVISIONING,
    Plugin,
    State,
    StepList,
    begin,
    check,
    conditional,
    create_workflow,
    done,
    init,
    set_status,
    step,
    task,
    validate_workflow,
)
from perdure.domain.catalogue import Catalogue
from perdure.domain.definitions import WorkflowDefinition
from perdure.domain.errors import DefinitionError, StepDefinitionError
from perdure.domain.plan import Node


@step("First")
def first() -> State:
    return {"first": True}


@step("Second", key="elsewhere.second")
def second() -> State:
    return {"second": True}


@check("Look", system="network")
def look() -> None: ...


def is_special(state: State) -> bool:
    return bool(state.get("special"))


def named(name: str, steps: StepList) -> WorkflowDefinition:
    """A task of that name."""

    def listed() -> StepList:
        return steps

    listed.__name__ = name
    return task(f"The {name}")(listed)


def titles(steps: StepList) -> list[str]:
    return [item.title for item in steps]


# --- lists -------------------------------------------------------------------------------------------------------


def test_a_list_grows_and_stays() -> None:
    """`>>` makes a longer list and leaves the shorter one as it is."""
    short = begin >> first
    long = short >> second

    assert (["First"], ["First", "Second"]) == (titles(short), titles(long))
    assert 0 == len(begin)


def test_lists_can_be_joined() -> None:
    """Two lists, and a step with a list, are put one after the other."""
    assert ["First", "Second", "First"] == titles((begin >> first >> second) >> (begin >> first))
    assert ["First", "Second"] == titles(first >> (begin >> second))


def test_init_and_done_change_nothing() -> None:
    """Lists that name them, as elsewhere, are the same lists."""
    assert titles(begin >> first) == titles(init >> first >> done)


@pytest.mark.parametrize("item", [lambda: None, "first", 5, None])
def test_only_steps_go_into_a_list(item: Any) -> None:
    """Anything else is refused with what to do."""
    with pytest.raises(StepDefinitionError, match="is no step; decorate the function with @step"):
        begin >> item


def test_a_condition_needs_steps() -> None:
    """An empty condition is a mistake."""
    with pytest.raises(StepDefinitionError, match="has no steps"):
        conditional(is_special)(begin)


def test_a_condition_is_called_after_its_predicate() -> None:
    """A title for people comes from the predicate's name, or from the first step's title for a lambda."""
    assert ["If needed: is special"] == titles(conditional(is_special)(first))
    assert ["If needed: First"] == titles(conditional(lambda _: True)(first))
    assert ["Only sometimes"] == titles(conditional(is_special, title="Only sometimes")(first))


def test_the_same_status_is_the_same_step() -> None:
    """However many workflows set it, one key stands for one step."""
    assert set_status(PROVISIONING) is set_status(PROVISIONING)


# --- workflows ---------------------------------------------------------------------------------------------------


def test_a_workflow_returns_a_step_list() -> None:
    """The error names the function and what it returned."""
    with pytest.raises(DefinitionError, match=r"listed returned list; return a step list"):

        @task("List")
        def listed() -> StepList:
            return [first]  # type: ignore[return-value]


def test_a_validation_has_checks_only() -> None:
    """A step in it is refused with its origin, also inside a condition."""
    with pytest.raises(DefinitionError, match=r"takes checks \(@check\) only, not .*\.first"):

        @validate_workflow("Validate", product=LINE)
        def validate() -> StepList:
            return begin >> look >> first


def test_a_change_has_no_checks() -> None:
    """A check in a create is refused with its origin, also inside a condition."""
    with pytest.raises(DefinitionError, match=r"takes no checks \(@check\), not .*\.look"):

        @create_workflow("Create", product=LINE)
        def create() -> StepList:
            return begin >> construct >> conditional(is_special)(begin >> look) >> order


# --- the catalogue -----------------------------------------------------------------------------------------------


def load(*plugins: Plugin) -> Catalogue:
    catalogue = Catalogue()
    for plugin in plugins:
        catalogue.load(plugin, plugin.name)
    return catalogue


@pytest.fixture
def fresh() -> Callable[[], Any]:
    """Makes steps of the same name that have no key yet."""

    def make() -> Any:
        @step("Fresh")
        def fresh() -> None: ...

        return fresh

    return make


def test_a_key_is_the_plugins_name_and_the_functions(fresh: Callable[[], Any]) -> None:
    """So forty products may each have a step of one name; a key that the author chose stays."""
    one, other = fresh(), fresh()

    catalogue = load(
        Plugin("red", workflows=[named("a", begin >> one)]),
        Plugin("blue", workflows=[named("b", begin >> other >> second)]),
    )

    assert {"red.fresh": one, "blue.fresh": other, "elsewhere.second": second} == catalogue.steps


def test_a_key_stands_for_one_step(fresh: Callable[[], Any]) -> None:
    """Two steps of one key are refused with both origins."""
    with pytest.raises(
        DefinitionError, match=r"Two steps have the key 'red\.fresh': .*make.*fresh and .*fresh"
    ):
        load(Plugin("red", workflows=[named("a", begin >> fresh() >> fresh())]))


def test_one_predicate_may_decide_in_several_places() -> None:
    """The same function is the same condition, whatever it decides about."""
    catalogue = load(
        Plugin(
            "red",
            workflows=[
                named("a", begin >> conditional(is_special)(first)),
                named("b", begin >> conditional(is_special)(second)),
            ],
        )
    )

    assert is_special is catalogue.steps["red.if_is_special"].function


def test_two_lambdas_around_one_step_need_keys(fresh: Callable[[], Any]) -> None:
    """They would go by one name, and are not the same."""
    inner = fresh()
    with pytest.raises(DefinitionError, match=r"Two steps have the key 'red\.if_fresh'.*a key of its own"):
        load(
            Plugin(
                "red",
                workflows=[
                    named("a", begin >> conditional(lambda _: True)(inner)),
                    named("b", begin >> conditional(lambda _: False)(inner)),
                ],
            )
        )


def test_a_workflow_may_not_hide_behind_another_path() -> None:
    """`POST /processes/bulk` is about many processes: a workflow of that name could never be started."""
    with pytest.raises(
        DefinitionError, match=r"A workflow cannot be called 'bulk' \(.*\): `POST /processes/bulk` is"
    ):
        Catalogue().load(Plugin("a", workflows=[named("bulk", begin >> first)]))


def test_a_workflows_name_is_taken_once() -> None:
    """The second one is refused with both origins."""
    with pytest.raises(DefinitionError, match=r"Two workflows are called 'a': .* and "):
        load(
            Plugin("red", workflows=[named("a", begin >> first)]),
            Plugin("blue", workflows=[named("a", begin >> first)]),
        )


def test_a_plugin_may_be_loaded_twice() -> None:
    """The same one is, by whatever path; another one of its name is refused, with the origins of both."""
    catalogue = Catalogue()
    plugin = Plugin("red", workflows=[named("a", begin >> first)])
    catalogue.load(plugin, "here")
    catalogue.load(plugin, "by another path")

    with pytest.raises(DefinitionError, match="'red' comes from here and from there"):
        catalogue.load(Plugin("red", workflows=[named("b", begin >> first)]), "there")


def test_a_plan_survives_being_stored() -> None:
    """What a process was accepted with is read back as it was, conditions and all."""
    workflow = named("a", begin >> first >> conditional(is_special)(begin >> second >> first))
    load(Plugin("green", workflows=[workflow]))

    assert workflow.plan() == tuple(Node.from_json(node.to_json()) for node in workflow.plan())
