"""The site: the console's pages at `/`, beside the JSON API at `/api`."""

from fastapi import APIRouter, Depends, FastAPI
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ..api.app import create_app
from ..settings import Settings
from . import (
    bulk,
    catalogue,
    customers,
    decisions,
    drift,
    home,
    live,
    plans,
    process,
    processes,
    retrying,
    schedules,
    search,
    subscription,
    subscriptions,
    views,
)
from .error_pages import install_error_pages
from .guard import Guard
from .pages import STATIC, know_actor
from .wizard import routes as wizard

ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    live.router,
    processes.router,
    process.router,
    decisions.router,
    retrying.router,
    plans.router,
    subscriptions.router,
    subscription.router,
    drift.router,
    customers.router,
    wizard.schedules,  # before the schedules, whose paths would take it for the key of one
    schedules.router,
    catalogue.router,
    bulk.router,
    search.router,
    views.router,
    wizard.starts,
    wizard.answers,
)


def create_site(settings: Settings) -> FastAPI:
    """The API with the console in front of it, as one ASGI application.

    Args:
        settings: as `create_app` takes them.

    Raises:
        DefinitionError: a plug-in cannot be loaded.
        SettingsError: there is no usable key for secrets.
    """
    site = create_app(settings, uploads=wizard.PATHS)
    mount_console(site)
    return site


def mount_console(site: FastAPI) -> None:
    """Serve the console at `/` of an application whose own routes are under `/api`."""
    site.router.routes.append(_Console("/", create_console(), name="console"))


def create_console() -> FastAPI:
    """The pages alone. What opens the connections that they use is the application they are mounted in."""
    console = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        dependencies=[Depends(know_actor)],
    )
    install_error_pages(console)
    for router in ROUTERS:
        console.include_router(router)
    console.mount("/static", StaticFiles(directory=STATIC), name="static")
    console.add_middleware(Guard)
    return console


class _Console(Mount):
    """Leaves to the API what is the API's: an unknown path there is a problem document, not a page."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and f"{scope['path']}/".startswith("/api/"):
            return Match.NONE, {}
        return super().matches(scope)
