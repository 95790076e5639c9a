"""Where a running `perdure run` tells other terminals how to reach it."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel

from .lock import is_held

HOME = Path(".perdure")
LOCK = "run.lock"
RECORD = "run.json"


class RunRecord(BaseModel):
    """What is up, and where. The file holds passwords (in ``environment``): its mode is 0600."""

    process: int
    """Process number of `perdure run`."""

    api_url: str
    """Address of the API, without a path."""

    temporal_ui_url: str | None
    """Address of the Temporal Web UI, if it is known."""

    environment: dict[str, str]
    """The PERDURE_ variables that worker and API were started with."""

    logs: dict[str, Path]
    """The log of each child, by its name."""

    def write(self, home: Path) -> None:
        """Leave it in the folder, whole or not at all."""
        unfinished = home / f"{RECORD}.unfinished"
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(self.model_dump_json(indent=2), encoding="utf-8")
        unfinished.rename(home / RECORD)

    @classmethod
    def find(cls, home: Path = HOME) -> Self | None:
        """Return the record of what runs now with that folder; None if nothing does."""
        if not is_held(home / LOCK):
            return None  # a record that is there all the same is of a run that was killed
        try:
            return cls.model_validate_json((home / RECORD).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None  # still starting

    @staticmethod
    def remove(home: Path) -> None:
        """Take it away."""
        (home / RECORD).unlink(missing_ok=True)
