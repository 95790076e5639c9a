"""A step that was renamed while processes were under way."""

import pytest
from hand import Hand

from perdure import Plugin, State, StepList, begin, inputstep, retrystep, step, task
from perdure.domain.catalogue import catalogue
from perdure.domain.definitions import StepDefinition
from perdure.forms import FormGenerator, FormPage


class NamePage(FormPage):
    name: str


def ask_name() -> FormGenerator:
    page = yield NamePage
    return page.answers()


@step("Renamed", aliases=["renaming.before"])
def after() -> State:
    return {"renamed": True}


@retrystep("Renamed again", aliases=["renaming.again_before"])
def again_after() -> State:
    return {"again": True}


@task("Rename")
def rename() -> StepList:
    asked = inputstep("Renamed form", assignee="NOC", aliases=["renaming.form_before"])(ask_name)
    return begin >> after >> again_after >> asked


plugin = Plugin("renaming", workflows=[rename])


def before(renamed: StepDefinition) -> StepDefinition:
    """The step as it was called before."""
    (old_key,) = renamed.aliases
    return StepDefinition(renamed.kind, renamed.title, renamed.function, key=old_key, options=renamed.options)


def test_a_process_finds_renamed_steps_by_their_old_names(
    shared: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps and forms of a plan that has their old names are run, and answered, under the new ones."""
    workflow = catalogue.workflows["rename"]
    with monkeypatch.context() as patched:
        patched.setattr(workflow, "steps", [before(item) for item in workflow.steps])
        process_id = shared.start("rename")
    shared.until(process_id, "suspended")
    shared.answer(process_id, {"name": "new"})
    shared.until(process_id, "completed")

    names = ["renaming.before", "renaming.again_before", "renaming.form_before"]
    assert names == [node["key"] for node in shared.process(process_id).plan]
    assert 3 == len(shared.steps(process_id))
    state = shared.state(process_id)
    assert (True, True, "new") == (state["renamed"], state["again"], state["name"])
