"""AES-GCM for what must be kept and never shown."""

import hashlib
import hmac
import os
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..domain.errors import PerdureError

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
"""96 bits, as NIST SP 800-38D recommends for GCM."""


class SecretKeyError(PerdureError):
    """The secret key is not the one that a secret was encrypted with."""

    code = "secret_key"


class Cipher:
    """Encrypts secrets with one key; each value is bound to its process and name, so rows cannot be swapped.

    Args:
        key: 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise ValueError(f"the key has {len(key)} bytes, not {_KEY_BYTES}")
        self._aead = AESGCM(key)
        self._key = key

    def derive(self, purpose: str) -> str:
        """A token that only holders of the key can make; the same for the same purpose."""
        return hmac.new(self._key, purpose.encode(), hashlib.sha256).hexdigest()

    def fingerprint(self, token: str) -> bytes:
        """What is stored of a token, so that whoever reads the database cannot use it."""
        return hashlib.sha256(token.encode()).digest()

    def encrypt(self, clear: str, process_id: UUID, name: str) -> bytes:
        """Nonce and ciphertext."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, clear.encode(), _bound_to(process_id, name))

    def decrypt(self, sealed: bytes, process_id: UUID, name: str) -> str:
        """The clear text.

        Raises:
            SecretKeyError: the value was encrypted with another key.
        """
        try:
            clear = self._aead.decrypt(
                sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound_to(process_id, name)
            )
        except InvalidTag:
            raise SecretKeyError(
                f"Secret {name!r} of process {process_id} was encrypted with another key; "
                "start with the PERDURE_SECRET_KEY that was in force then."
            ) from None
        return clear.decode()


def _bound_to(process_id: UUID, name: str) -> bytes:
    return f"{process_id}/{name}".encode()
