"""Every error of ours that a person or a program may meet, with its HTTP status and its short code."""

from typing import Any, ClassVar


class PerdureError(Exception):
    """Something went wrong that has no more exact name.

    The docstring of each class is its default message. ``members`` are further facts for programs
    (the id of the process that holds a lock, say); they travel in the problem document.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"

    def __init__(self, message: str | None = None, **members: Any) -> None:
        super().__init__(message or (self.__doc__ or "").splitlines()[0])
        self.members = members


# --- definitions: found when products are loaded, before anything runs ---------------------------------------


class DefinitionError(PerdureError):
    """A product, workflow or step is defined in a way that cannot work."""

    code = "definition"


class StepDefinitionError(DefinitionError):
    """A step's signature cannot be filled from State."""


# --- State: found when a step is about to run or has returned -------------------------------------------------


class StateError(PerdureError):
    """State and a step do not fit together."""

    code = "state"


class StateKeyError(StateError):
    """State lacks a key that a step names."""


class StateTypeError(StateError):
    """State has a value that does not fit the type a step names."""


class StepResultError(StateError):
    """A step returned something that State cannot hold."""


# --- subscriptions: found when one is created, changed, loaded or saved -------------------------------------


class SubscriptionError(PerdureError):
    """A subscription cannot be created, changed or saved like this."""

    code = "subscription"


class LifecycleError(SubscriptionError):
    """A subscription is in a status, or would get into one, that does not fit."""

    status = 409
    code = "lifecycle"


class ReadOnlyError(SubscriptionError):
    """Forms and validations may not change subscriptions."""

    code = "read_only"


# --- what a step may raise on purpose -------------------------------------------------------------------------


class RetryableError(PerdureError):
    """The step failed in a way that another attempt may cure."""

    code = "retryable"


# --- requests -------------------------------------------------------------------------------------------------


class BadRequestError(PerdureError):
    """The request cannot be understood."""

    status = 400
    code = "bad_request"


class ForbiddenError(PerdureError):
    """This actor may not do that."""

    status = 403
    code = "forbidden"


class NotFoundError(PerdureError):
    """There is no such thing."""

    status = 404
    code = "not_found"


class ConflictError(PerdureError):
    """Somebody else changed it first."""

    status = 409
    code = "conflict"


class OvertakenError(ConflictError):
    """It was changed after it was loaded."""

    code = "overtaken"


class ClaimedError(ConflictError):
    """Somebody else holds it."""

    code = "claimed"


class LockedError(ConflictError):
    """Another process works on this subscription."""

    code = "locked"


class InUseError(ConflictError):
    """Other subscriptions use it."""

    code = "in_use"


class GoneError(PerdureError):
    """It was there, and is not any more."""

    status = 410
    code = "gone"


class RefusedError(PerdureError):
    """The workflow may not be started now."""

    status = 412
    code = "refused"


class UnsupportedTypeError(PerdureError):
    """The body is of a type that cannot be taken."""

    status = 415
    code = "unsupported_type"


class UnprocessableError(PerdureError):
    """The request is well formed and makes no sense."""

    status = 422
    code = "unprocessable"


class UnavailableError(PerdureError):
    """A server that is needed for this does not answer."""

    status = 503
    code = "unavailable"
