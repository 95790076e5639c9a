"""`perdure api`."""

from ..settings import Settings


def api() -> None:
    """Serve the JSON API and the console."""
    from ..console.server import serve

    serve(Settings.load())
