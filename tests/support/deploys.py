"""A task in two versions of one deployment: the new one has a step that the old one does not know."""

import os

from perdure import Plugin, State, StepList, begin, step, task

VERSION = "DEPLOYED"
"""The environment variable that says which version a worker is, for the rows."""


@step("Measure")
def measure() -> State:
    return {"measured_by": os.environ[VERSION]}


@step("Inspect")
def inspect() -> State:
    return {"inspected_by": os.environ[VERSION]}


@step("Report")
def report() -> State:
    return {"reported_by": os.environ[VERSION]}


def survey_of(steps: StepList) -> Plugin:
    """A plug-in whose survey has these steps."""

    @task("Survey")
    def survey() -> StepList:
        return steps

    return Plugin("deploys", workflows=[survey])


old = survey_of(begin >> measure >> report)
new = survey_of(begin >> measure >> inspect >> report)
