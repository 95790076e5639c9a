"""A form at the API, start or step: its pages, the options of its fields, the files that go with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .client import Client, Pages
from .errors import UsageError


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Where answers go.

    Args:
        client: the API.
        key: the workflow that is started.
        process: or the process that waits.
    """

    client: Client
    key: str | None = None
    process: str | None = None

    def post(self, pages: Pages) -> Any:
        """Send the answers so far.

        Raises:
            PageNeededError: the form has another page.
            PageRefusedError: a page's answers do not fit.
            RefusedRequestError: the API says why not.
        """
        if self.process is not None:
            return self.client.put("processes", self.process, "resume", body=pages)
        return self.client.post("processes", self.key or "", body=pages)

    def options(self, pages: Pages, page: dict[str, Any], field: str, typed: str) -> dict[str, str]:
        """Options of a field that match what was typed, with labels."""
        question = {"pages": pages, "page": page, "field": field, "q": typed, "limit": 20}
        owner = ("processes", self.process) if self.process is not None else ("workflows", self.key or "")
        found: dict[str, str] = self.client.post(*owner, "form", "options", body=question)["options"]
        return found

    def upload(self, path: Path) -> str:
        """Upload a file; the id that the field takes.

        Raises:
            UsageError: it cannot be read.
        """
        try:
            content = path.expanduser().read_bytes()
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}.") from None
        return str(self.client.upload(path.name, content)["id"])
