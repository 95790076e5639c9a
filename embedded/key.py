"""The key that secrets are encrypted with, made where nobody has given one."""

import base64
import secrets
from pathlib import Path

from ..settings import SECRET_KEY_BYTES


def ensure_key(path: Path) -> Path:
    """Return the path of a key file of mode 0600, made if it is not there."""
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(
            base64.b64encode(secrets.token_bytes(SECRET_KEY_BYTES)).decode(), encoding="ascii"
        )
        unfinished.rename(path)
    return path
