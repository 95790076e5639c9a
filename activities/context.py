"""What a step may know and do beside its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from structlog.stdlib import BoundLogger

from ..db.files import Files
from ..domain.errors import NotFoundError, StepResultError
from ..domain.loading import subscription_uuid
from ..domain.subscription import SubscriptionModel
from ..forms import UploadedFile
from .wishes import Wishes

_NAME_LIMIT: Final = 100
_KEY_LIMIT: Final = 200
_OURS: Final = "block:"


@dataclass(eq=False)
class StepContext:
    """Annotate a step's parameter with it to receive it.

    Args:
        process_id: the process.
        position: the step's place in the plan.
        attempt: 1, and one more for every automatic retry.
        actor: who started the process.
        logger: bound to process and step.
        read_secret: how an earlier step's secret is read.
        read_secrets: how the secrets that belong to a key of State are read.
        files: the files that were uploaded for the process.
        wishes: what the step asks for beside its result.
    """

    process_id: UUID
    position: str
    attempt: int
    actor: str
    logger: BoundLogger
    read_secret: Callable[[str], str]
    read_secrets: Callable[[str], Mapping[str, str]] = field(default=lambda _: {}, repr=False)
    files: Files | None = field(default=None, repr=False)
    wishes: Wishes = field(default_factory=Wishes, repr=False)
    progress: list[Any] = field(default_factory=list, repr=False)
    _seen: set[str] = field(default_factory=set, repr=False)

    @property
    def idempotency_key(self) -> str:
        """For outside systems: the same for every attempt and every operator's retry of this step."""
        return f"{self.process_id}/{self.position}"

    def heartbeat(self, *details: Any) -> None:
        """Say how far a long step is; shown in the Temporal Web UI. The runner says that it lives in any case."""
        self.progress[:] = details

    def claim(self, key: str, subscription: SubscriptionModel | None = None) -> None:
        """Take something of which there is one, such as ``"vlan:ams1:1234"``.

        That happens in the transaction that records this step; when somebody else holds it, the step fails with an
        error that says who. It is held until the subscription is terminated, its create is aborted, or a step
        releases it.

        Args:
            key: what is taken; the same everywhere.
            subscription: which one is to hold it; the one that this process is about when left out.

        Raises:
            StepResultError: the key is empty, too long, or of those that are ours.
        """
        if not 0 < len(key) <= _KEY_LIMIT or key.startswith(_OURS):
            raise StepResultError(
                f"A claim's key has 1 to {_KEY_LIMIT} characters and does not begin with {_OURS!r}; found {key!r:.100}."
            )
        self.wishes.claims[key] = None if subscription is None else subscription.subscription_id

    def release(self, key: str) -> None:
        """Give up a claim, in the transaction that records this step."""
        self.wishes.claims.pop(key, None)
        self.wishes.released.add(key)

    def lock(self, subscription_id: UUID | str) -> None:
        """Lock a further subscription for this process, in the transaction that records this step.

        Later steps may change it. It is out of sync until the process has ended. See also the step `lock`.
        """
        self.wishes.locks.add(subscription_uuid(subscription_id))

    def abort(self, reason: str, *, undo: bool = False) -> None:
        """End the process once this step is recorded. See also the step `abort_if`.

        Args:
            reason: why, for people.
            undo: take back what was done, in reverse order.
        """
        self.wishes.abort = {"actor": self.actor, "reason": reason, "undo": undo}

    def store_secret(self, name: str, value: str) -> None:
        """Keep a secret, encrypted, in the transaction that records this step; people may fetch it once.

        Raises:
            StepResultError: the name is empty or too long.
        """
        if not 0 < len(name) <= _NAME_LIMIT:
            raise StepResultError(
                f"A secret's name has 1 to {_NAME_LIMIT} characters; {len(name)} were given."
            )
        self.wishes.secrets[name] = value
        self._seen.add(value)

    def secret(self, name: str) -> str:
        """A secret that an earlier step of this process has stored, or that was typed into a form of it.

        Raises:
            NotFoundError: there is none of that name.
        """
        clear = self.wishes.secrets.get(name) or self.read_secret(name)
        self._seen.add(clear)
        return clear

    def secrets_of(self, key: str) -> Mapping[str, str]:
        """The secrets that belong to a key of State, in clear text by path."""
        found = self.read_secrets(key)
        self._seen.update(found.values())
        return found

    def uploaded_file(self, file_id: UUID | str) -> UploadedFile:
        """Name, type and size of a file that was uploaded for this process.

        Raises:
            NotFoundError: it has no such file.
        """
        found = self.files.uploaded_file(_uuid(file_id)) if self.files else None
        if found is None:
            raise NotFoundError(f"Process {self.process_id} has no file {str(file_id)[:100]!r}.")
        return found

    def read_file(self, file_id: UUID | str) -> bytes:
        """The content of a file that was uploaded for this process.

        Raises:
            NotFoundError: it has no such file.
        """
        self.uploaded_file(file_id)
        return b"".join(self.files.parts(_uuid(file_id))) if self.files else b""

    def masked(self, text: str) -> str:
        """A text for logs, errors and history, without any secret that this step has seen."""
        for clear in self._seen:
            text = text.replace(clear, "**********")
        return text


def _uuid(file_id: UUID | str) -> UUID:
    return file_id if isinstance(file_id, UUID) else UUID(file_id)
