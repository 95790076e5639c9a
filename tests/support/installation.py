"""An installation to test on: its settings, its plug-ins, its first rows."""

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields

import sample_product
from hand import Hand
from pydantic import SecretStr

from perdure.db.customers import ensure_default_customer
from perdure.db.engine import Database
from perdure.db.products import mirror_products
from perdure.domain.catalogue import Plugin, catalogue
from perdure.embedded.temporal import TemporalServer
from perdure.settings import SECRET_KEY_BYTES, Settings


def settings_for(database_url: str, temporal: TemporalServer, namespace: str) -> Settings:
    """Settings of an installation with a secret key of its own."""
    return Settings(
        database_url=database_url,
        temporal_address=temporal.address,
        temporal_namespace=namespace,
        temporal_ui_url=temporal.ui_url,
        secret_key=SecretStr(base64.b64encode(secrets.token_bytes(SECRET_KEY_BYTES)).decode()),
    )


@contextmanager
def loaded(*plugins: Plugin) -> Iterator[None]:
    """Let the catalogue know plug-ins while the block runs, and forget what was loaded meanwhile."""
    known = [getattr(catalogue, field.name) for field in fields(catalogue)]
    before = [dict(part) for part in known]
    try:
        for plugin in plugins:
            catalogue.load(plugin, "tests")
        yield
    finally:
        for part, entries in zip(known, before, strict=True):
            part.clear()
            part.update(entries)


def prepared(settings: Settings, database: Database) -> Hand:
    """A hand on a migrated database, into which what the catalogue knows is mirrored."""
    sample_product.outside.clear()
    sample_product.real.clear()
    mirror_products(database, catalogue)
    ensure_default_customer(database)
    return Hand(settings, database)
