"""What a wizard knows between two pages: carried by the page itself, sealed."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from ...db.cipher import Cipher, SecretKeyError
from ...domain.errors import UnprocessableError

_NAME = "wizard"


@dataclass(slots=True)
class Carried:
    """The answers so far.

    Args:
        answers: An object per page, as they were given, right or wrong.
        at: The index of the page that is shown; as many as there are answers when they are read over.
        reviewed: Whether all pages were answered once, so that a change leads back to the review.
        once: What makes two submissions of the same answers one.
    """

    answers: list[dict[str, Any]] = field(default_factory=list)
    at: int = 0
    reviewed: bool = False
    once: UUID = field(default_factory=uuid4)

    def sealed(self, cipher: Cipher) -> str:
        """For a hidden field. Encrypted: there may be secrets in it, which a page must not show."""
        text = json.dumps([self.answers, self.at, self.reviewed])
        return f"{self.once}.{urlsafe_b64encode(cipher.encrypt(text, self.once, _NAME)).decode()}"

    @classmethod
    def opened(cls, cipher: Cipher, sealed: str) -> "Carried":
        """What `sealed` gave.

        Raises:
            UnprocessableError: It is something else.
        """
        once, _, box = sealed.partition(".")
        try:
            known = UUID(once)
            answers, at, reviewed = json.loads(cipher.decrypt(urlsafe_b64decode(box), known, _NAME))
        except (ValueError, SecretKeyError):
            raise UnprocessableError(
                "This form is from before the secret key was changed, or was altered on its way; begin again."
            ) from None
        return cls(answers, at, reviewed, known)
