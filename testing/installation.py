"""A whole Perdure for the tests of a product: servers, worker and API, which know the product."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from pydantic import SecretStr

from ..api.app import create_app
from ..db.migrate import upgrade
from ..settings import SECRET_KEY_BYTES, Settings
from .servers import postgres_server, temporal_server
from .waiting import eventually
from .worker import running_worker


@dataclass(frozen=True)
class Installation:
    """Acts on an installation over its API.

    Args:
        settings: where its servers are.
        api: its API, for what has no method here.
    """

    settings: Settings
    api: TestClient

    def start(self, workflow: str, *pages: dict[str, Any]) -> str:
        """Start a process and give its id.

        Args:
            workflow: its name.
            pages: the answers to its form, page by page.

        Raises:
            AssertionError: it was not accepted; the message is the API's answer.
        """
        response = self.api.post(f"/api/processes/{workflow}", json=pages)
        if not response.is_success:
            raise AssertionError(f"{workflow} was not accepted: {response.text}")
        return str(response.json()["id"])

    def answer(self, process_id: str, *pages: dict[str, Any]) -> None:
        """Answer the form that a process waits with.

        Raises:
            AssertionError: the answers were not accepted; the message is the API's answer.
        """
        response = self.api.put(f"/api/processes/{process_id}/resume", json=pages)
        if not response.is_success:
            raise AssertionError(f"The answers were not accepted: {response.text}")

    def until(self, process_id: str, status: str = "completed") -> dict[str, Any]:
        """Wait until a process has a status, and give its detail.

        Raises:
            AssertionError: it comes to rest in another one.
        """

        def at_rest() -> dict[str, Any] | None:
            found: dict[str, Any] = self.api.get(f"/api/processes/{process_id}").json()
            return None if found["status"] in {"accepted", "running"} else found

        found = eventually(at_rest, what=f"process {process_id} to be {status}")
        if found["status"] != status:
            raise AssertionError(f"It is {found['status']}, not {status}: {found['failure']}")
        return found


@contextmanager
def installation(*plugins: str) -> Iterator[Installation]:
    """Give a new installation; its servers take about two seconds to start.

    Args:
        plugins: the products, as ``module:attribute``, beside those that are installed.
    """
    with postgres_server() as postgres, temporal_server() as temporal:
        settings = Settings(
            database_url=postgres.create_database("perdure"),
            temporal_address=temporal.address,
            temporal_ui_url=temporal.ui_url,
            secret_key=SecretStr(base64.b64encode(secrets.token_bytes(SECRET_KEY_BYTES)).decode()),
            plugins=plugins,
        )
        upgrade(settings.database_url)
        with running_worker(settings), TestClient(create_app(settings)) as api:
            eventually(lambda: api.get("/api/customers").json().get("items"), what="the default customer")
            yield Installation(settings, api)
