"""The application: its routes, and the connections they need."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib.metadata import version

import structlog
from fastapi import APIRouter, FastAPI

from ..db.cipher import Cipher
from ..db.customers import ensure_default_customer
from ..db.engine import Database
from ..db.products import mirror_products
from ..domain.catalogue import catalogue
from ..domain.errors import PerdureError
from ..settings import Settings
from ..workflows.connection import connect
from . import (
    bulk,
    callbacks,
    customers,
    decisions,
    drafts,
    drift,
    durations,
    engine_status,
    events,
    files,
    form_routes,
    health,
    inbox,
    plans,
    processes,
    products,
    schedules,
    secrets,
    starts,
    subscriptions,
    timeline,
    views,
    workflows,
)
from .connections import Connections
from .docs_page import add_docs_page
from .event_feed import EventFeed
from .handlers import install_handlers
from .limits import BodyLimit
from .openapi import DocumentedApi

PAUSE_SECONDS = 1.0
"""Between two attempts to reach a database that is not ready."""

THREADS = 40
"""As many as starlette has for routes that are no coroutines."""

_log = structlog.stdlib.get_logger()

DOCS = "/api/docs"
"""Where the API is described for people."""

ROUTERS: tuple[APIRouter, ...] = (
    workflows.router,
    form_routes.start_forms,
    form_routes.waiting_forms,
    drafts.router,
    files.router,
    durations.router,
    bulk.router,  # before the starts, whose path would take it for the key of a workflow
    starts.router,
    processes.router,
    decisions.router,
    plans.router,
    inbox.router,
    events.router,
    callbacks.router,
    secrets.router,
    subscriptions.router,
    timeline.router,
    views.router,
    drift.router,
    products.router,
    customers.router,
    schedules.router,
    engine_status.router,
    health.router,
)


def create_app(settings: Settings, *, uploads: str = "") -> FastAPI:
    """The JSON API as an ASGI application.

    Args:
        settings: where PostgreSQL and Temporal are. Both may be away when the application starts: it answers
            what it can, and connects when they are there.
        uploads: a pattern of paths outside the API to which files are sent.

    Raises:
        DefinitionError: a plug-in cannot be loaded.
        SettingsError: there is no usable key for secrets.
    """
    catalogue.load_installed(settings.plugins)
    cipher = Cipher(settings.encryption_key())
    app = DocumentedApi(
        title="Perdure",
        version=version("perdure"),
        lifespan=_lifespan(settings, cipher),
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        # A redirect would be one more answer that every route has to document.
        redirect_slashes=False,
    )
    app.add_middleware(
        BodyLimit,
        max_bytes=settings.max_body_bytes,
        larger={re.compile(f"/api/files|{uploads}"): settings.max_file_bytes},
    )
    install_handlers(app)
    add_docs_page(app, DOCS)
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    return app


def _lifespan(
    settings: Settings, cipher: Cipher
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Connections]]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, Connections]]:
        # Forms run in these threads, and may wait for slow systems: they must not take the last one from the rest.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS, "perdure"))
        database = Database(settings.database_url)
        client = await connect(settings, lazy=True)
        stopping = asyncio.Event()
        feed = EventFeed(database)
        preparing = asyncio.create_task(_prepare(database, stopping))
        feeding = asyncio.create_task(feed.run(stopping))
        try:
            yield {"connections": Connections(settings, database, client, cipher, feed)}
        finally:
            # Not cancelled: their threads would go on, with connections that are closed under them.
            stopping.set()
            await asyncio.gather(preparing, feeding)
            database.close()

    return lifespan


async def _prepare(database: Database, stopping: asyncio.Event) -> None:
    """Write into the database what every installation has, as soon as it can be written."""
    told = ""
    while not stopping.is_set():
        try:
            await asyncio.to_thread(_write_basics, database)
        except PerdureError as error:
            if str(error) != told:
                told = str(error)
                _log.warning("the database is not ready; trying again", error=told)
        else:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), PAUSE_SECONDS)


def _write_basics(database: Database) -> None:
    mirror_products(database, catalogue)
    ensure_default_customer(database)
