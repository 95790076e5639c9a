"""Why an activity failed for good, in words for an operator."""

from __future__ import annotations

from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    TimeoutType,
)
from temporalio.exceptions import (
    TimeoutError as TemporalTimeoutError,
)

from ..domain.definitions import Policy
from ..domain.plan import Node
from ..domain.process import Failure


def failure_of(error: ActivityError, policy: Policy) -> Failure:
    """What is recorded of a step whose activity failed."""
    attempts = policy.retry.attempts
    match error.cause:
        case ApplicationError() as cause:
            details = [*cause.details, 1, None][:2] if not cause.details else [*cause.details, None][:2]
            return Failure(cause.type or "ApplicationError", cause.message, *details)
        case TemporalTimeoutError(type=TimeoutType.HEARTBEAT):
            message = "Every worker that ran this step was lost; see the workers' logs."
            return Failure("WorkerLostError", message, attempts)
        case TemporalTimeoutError():
            return Failure(
                "StepTimeoutError",
                f"The step took longer than its timeout of {policy.timeout} and may still be running; make sure that "
                "it is not before you retry.",
            )
        case cause:
            return Failure(type(cause or error).__name__, str(cause or error))


def unknown_step(node: Node, grace: float) -> Failure:
    """What is recorded of a step that no worker knows."""
    return Failure(
        "UnknownStepError",
        f"For {grace:.0f} seconds no worker knew step {node.key!r}. Deploy the code that has it (or give the step that "
        "replaced it that alias), then retry.",
    )
