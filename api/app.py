"""The application: its routes, and the connections they need."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib.metadata import version

import structlog
from fastapi import APIRouter, FastAPI

from ..db.cipher import Cipher
from ..db.customers import ensure_default_customer
from ..db.engine import Database
from ..db.products import mirror_products
from ..domain.catalogue import catalogue
from ..domain.errors import UnavailableError
from ..settings import Settings
from ..workflows.connection import connect
from . import customers, decisions, health, processes, products, secrets, starts, subscriptions, workflows
from .connections import Connections
from .docs_page import add_docs_page
from .handlers import install_handlers
from .limits import BodyLimit
from .openapi import DocumentedApi

logger = structlog.get_logger(__name__)

DOCS = "/api/docs"
"""Where the API is described for people."""

ROUTERS: tuple[APIRouter, ...] = (
    workflows.router,
    starts.router,
    processes.router,
    decisions.router,
    secrets.router,
    subscriptions.router,
    products.router,
    customers.router,
    health.router,
)


def create_app(settings: Settings) -> FastAPI:
    """The JSON API as an ASGI application.

    Args:
        settings: where PostgreSQL and Temporal are. Both may be away when the application starts: it answers
            what it can, and connects when they are there.

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
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
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
        database = Database(settings.database_url)
        client = await connect(settings, lazy=True)
        mirroring = asyncio.create_task(_mirror(database))
        try:
            yield {"connections": Connections(settings, database, client, cipher)}
        finally:
            mirroring.cancel()
            with suppress(asyncio.CancelledError):
                await mirroring
            database.close()

    return lifespan


async def _mirror(database: Database) -> None:
    """Write into the database what every installation has, as soon as it answers."""
    told = False
    while True:
        try:
            await asyncio.to_thread(mirror_products, database, catalogue)
            return await asyncio.to_thread(ensure_default_customer, database)
        except UnavailableError as error:
            if not told:
                logger.warning("api.database_away", detail=str(error))
                told = True
        await asyncio.sleep(1)
