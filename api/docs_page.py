"""The page that describes the API, with all that it loads: it needs no internet, and runs no script from elsewhere."""

from fastapi import FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

_FILES = "fastapi_offline"
"""The package that Swagger UI's files are in."""


def add_docs_page(app: FastAPI, path: str) -> None:
    """Serve the page at a path, and its files below.

    Args:
        app: the application that the page describes.
        path: such as ``/api/docs``.
    """

    async def docs(_: Request) -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=app.openapi_url or "",
            title=app.title,
            swagger_js_url=f"{path}/files/swagger-ui-bundle.js",
            swagger_css_url=f"{path}/files/swagger-ui.css",
            swagger_favicon_url=f"{path}/files/favicon.png",
        )

    app.mount(f"{path}/files", StaticFiles(packages=[(_FILES, "static")]))
    app.add_route(path, docs, include_in_schema=False)
