"""Which workflow puts right what a check finds, and whether it can."""

from collections.abc import Mapping

from .definitions import Target, WorkflowDefinition
from .errors import DefinitionError


def check_restoring(validating: WorkflowDefinition, workflows: Mapping[str, WorkflowDefinition]) -> None:
    """Make sure that the workflows that a validation's checks name can be started for what the checks find.

    Args:
        validating: a workflow; only one that validates has checks.
        workflows: those that are known, by name.

    Raises:
        DefinitionError: a check names a workflow that is not there, or not of a kind that can be started so.
    """
    for step in validating.all_steps():
        name = step.options.get("restore")
        if name is None:
            continue
        who = f"The check {step.origin} says restore={name!r}"
        found = workflows.get(name)
        if found is None:
            raise DefinitionError(
                f"{who}, and there is no such workflow in its plug-in or one loaded before."
            )
        if found.target not in {Target.RECONCILE, Target.MODIFY} or found.form is not None:
            raise DefinitionError(f"{who}; name a reconcile_workflow or modify_workflow that has no form.")
        served = {product.name for product in found.products}
        if missing := sorted({product.name for product in validating.products} - served):
            raise DefinitionError(f"{who}, which is not for {', '.join(missing)}, as {validating.name} is.")
