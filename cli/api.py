"""`perdure api`."""

from ..settings import Settings


def api() -> None:
    """Serve the JSON API."""
    from ..api.server import serve

    serve(Settings.load())
