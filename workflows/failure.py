"""Why an activity failed for good, in words for an operator."""

from __future__ import annotations

from datetime import timedelta

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
    match error.cause:
        case ApplicationError() as cause:
            # The runner's errors carry attempts and traceback; one of Temporal's own carries nothing.
            return Failure(cause.type or "ApplicationError", cause.message, *cause.details[:2])
        case TemporalTimeoutError(type=TimeoutType.HEARTBEAT):
            message = "Every worker that ran this step was lost; see the workers' logs."
            return Failure("WorkerLostError", message, policy.retry.attempts)
        case TemporalTimeoutError():
            return Failure(
                "StepTimeoutError",
                f"The step took longer than its timeout of {policy.timeout} and may still be running; make sure that "
                "it is not before you retry.",
            )
        case cause:
            return Failure(type(cause or error).__name__, str(cause or error))


def unknown_step(node: Node, grace: timedelta) -> Failure:
    """What is recorded of a step that no worker knows."""
    return Failure(
        "UnknownStepError",
        f"For {grace.total_seconds():.0f} seconds no worker knew step {node.key!r}. Deploy the code that has it (or "
        "give the step that replaced it that alias), then retry.",
    )
