"""The workflows of a database's life."""

from perdure import (
    PROVISIONING,
    State,
    StepList,
    begin,
    conditional,
    create_workflow,
    modify_workflow,
    reconcile_workflow,
    set_status,
    terminate_workflow,
    validate_workflow,
)

from . import checks, steps
from .forms import approve, create_form, modify_form, terminate_form
from .model import DATABASE, Environment


def for_production(state: State) -> bool:
    """Whether somebody has to approve."""
    return Environment(state["environment"]) is Environment.PRODUCTION


@create_workflow("Create database", product=DATABASE, form=create_form, asks_customer=True)
def create_database() -> StepList:
    """Order, have production approved, make, and prove that it works."""
    return (
        begin
        >> steps.construct
        >> set_status(PROVISIONING)
        >> conditional(for_production, title="Approve if for production")(
            begin >> approve >> steps.record_approval
        )
        >> steps.make_role
        >> steps.make_database
        >> steps.set_extensions
        >> steps.set_limits
        >> steps.set_password
        >> steps.log_in
    )


@modify_workflow("Modify database", product=DATABASE, form=modify_form)
def modify_database() -> StepList:
    """Change limits and extensions."""
    return begin >> steps.change >> steps.set_extensions >> steps.set_limits


@reconcile_workflow("Restore database", product=DATABASE)
def restore_database() -> StepList:
    """Set owner, extensions and limits back to what is agreed, whatever somebody has made of them by hand."""
    return begin >> steps.give_back >> steps.lift_overrides >> steps.set_extensions >> steps.set_limits


@terminate_workflow("Terminate database", product=DATABASE, form=terminate_form, allow_out_of_sync=True)
def terminate_database() -> StepList:
    """Drop what was made; also what an aborted order or change has left half-made."""
    return begin >> steps.drop_database >> steps.drop_role


@validate_workflow("Validate database", product=DATABASE)
def validate_database() -> StepList:
    """Compare with the server."""
    return (
        begin
        >> checks.check_existence
        >> checks.check_owner
        >> checks.check_connection_limit
        >> checks.check_statement_timeout
        >> checks.check_extensions
    )
