"""The API of a running Perdure, as the commands call it."""

import mimetypes
from typing import Any
from urllib.parse import quote

import httpx2

from ..api.problems import MEDIA_TYPE
from .errors import CommandError, UsageError

Pages = list[dict[str, Any]]

PATIENCE = 30
"""Seconds for an answer: a form may ask other systems, each of which may take some seconds to not answer."""


class RefusedRequestError(CommandError):
    """The API answered with a problem document.

    Args:
        status: the HTTP status.
        detail: what is wrong, for people.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.http_status = status


class PageNeededError(CommandError):
    """A form has another page.

    Args:
        schema: JSON Schema of the page.
        last: it is known to be the last one.
        index: which page it is, 0-based.
    """

    def __init__(self, schema: dict[str, Any], *, last: bool, index: int) -> None:
        super().__init__(f"Page {index + 1} of the form needs answers.")
        self.schema = schema
        self.last = last
        self.index = index


class PageRefusedError(CommandError):
    """A page's answers do not fit.

    Args:
        errors: what is wrong: ``loc`` and ``msg``.
        index: which page it is, 0-based.
    """

    def __init__(self, errors: list[dict[str, Any]], *, index: int) -> None:
        super().__init__(f"The answers to page {index + 1} of the form do not fit.")
        self.errors = errors
        self.index = index


class Client:
    """One address, one actor.

    Args:
        url: where the API is, without a path.
        actor: who asks; the API's own default when left out.
    """

    def __init__(self, url: str, actor: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._headers = {"X-Perdure-Actor": actor} if actor else {}

    def as_actor(self, actor: str) -> "Client":
        """The same API, asked by somebody else."""
        return Client(self.url, actor)

    def get(self, *path: str, **query: Any) -> Any:
        """Read something.

        Raises:
            RefusedRequestError: the API says why not.
            CommandError: nothing answers, or something else does.
        """
        return self._call("GET", path, params={key: value for key, value in query.items() if value})

    def post(self, *path: str, body: Any = None) -> Any:
        """Start something; a list as body is answers to a form.

        Raises:
            PageNeededError: the form has another page.
            PageRefusedError: a page's answers do not fit.
            RefusedRequestError: the API says why not.
            CommandError: nothing answers, or something else does.
        """
        return self._call("POST", path, json=body)

    def put(self, *path: str, body: Any) -> Any:
        """Change something; raises what `post` does."""
        return self._call("PUT", path, json=body)

    def upload(self, name: str, content: bytes) -> Any:
        """Upload a file; raises what `get` does.

        Args:
            name: what it is called; its type is taken from there.
            content: what is in it.
        """
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {**self._headers, "Content-Type": kind}
        return self._call("POST", ("files",), params={"name": name}, content=content, headers=headers)

    def _call(self, method: str, path: tuple[str, ...], **content: Any) -> Any:
        url = "/".join([self.url, "api", *(quote(part, safe="") for part in path)])
        try:
            # No proxy: a Perdure that has no access control yet is on this machine.
            response = httpx2.request(
                method, url, timeout=PATIENCE, trust_env=False, **{"headers": self._headers, **content}
            )
        except (httpx2.InvalidURL, httpx2.UnsupportedProtocol):
            raise UsageError(f"{self.url!r} is no address of an API; write http://host:port.") from None
        except httpx2.TransportError as error:
            raise CommandError(
                f"No API answers at {self.url} ({error or type(error).__name__}). Start one with `perdure run`, "
                "or name another with --api or PERDURE_API_URL."
            ) from None
        return self._read(response)

    def _read(self, response: httpx2.Response) -> Any:
        if response.status_code == httpx2.codes.NO_CONTENT:
            return None
        try:
            body = response.json()
        except ValueError:
            body = None
        if response.is_success and body is not None:
            return body
        match body:
            case {"type": "FormNotCompleteError", "form": schema, "meta": meta, "page": index}:
                raise PageNeededError(schema, last=(meta or {}).get("hasNext") is False, index=index)
            case {"type": "FormValidationError", "validation_errors": errors, "page": index}:
                raise PageRefusedError(errors, index=index)
            case {"detail": str(detail)} if response.headers.get("Content-Type") == MEDIA_TYPE:
                raise RefusedRequestError(response.status_code, detail)
        raise CommandError(
            f"What answers at {self.url} is not Perdure's API: status {response.status_code}, no problem document. "
            "Name the right address with --api or PERDURE_API_URL."
        )
