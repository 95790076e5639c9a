"""What a managed PostgreSQL database is, at each stage of its life."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from perdure import ACTIVE, PROVISIONING, Product, ProductBlockModel, SubscriptionModel

Seconds = Annotated[Decimal, Field(gt=0, decimal_places=3)]
"""A time in seconds. PostgreSQL counts milliseconds, so three decimal places are all there is."""


class Environment(StrEnum):
    """What a database is for; production needs an approval."""

    DEVELOPMENT = "development"
    ACCEPTANCE = "acceptance"
    PRODUCTION = "production"


class DatabaseBlockInactive(ProductBlockModel, product_block_name="Database"):
    """A database as far as it is known: not at all when new, everything when it was terminated."""

    environment: Environment | None = None
    server: str | None = None
    name: str | None = None
    owner: str | None = None
    connection_limit: int | None = None
    statement_timeout: Seconds | None = None
    extensions: list[str] = Field(default_factory=list)
    created_by: UUID | None = None
    """The process that made database and role, which is how we know ours from those of others."""
    address: str | None = None
    """Where its owner logs in: a connection string without a password."""


class DatabaseBlockProvisioning(DatabaseBlockInactive, lifecycle=[PROVISIONING]):
    """A database that was ordered."""

    environment: Environment
    server: str
    name: str
    owner: str
    connection_limit: int
    statement_timeout: Seconds
    created_by: UUID


class DatabaseBlock(DatabaseBlockProvisioning, lifecycle=[ACTIVE]):
    """A database that is in use."""

    address: str


class DatabaseInactive(SubscriptionModel, is_base=True):
    """A subscription to a database."""

    database: DatabaseBlockInactive

    def describe(self) -> str:
        """Which database, where, and what for."""
        block = self.database
        return f"Database {block.name} on {block.server} ({block.environment})"


class DatabaseProvisioning(DatabaseInactive, lifecycle=[PROVISIONING]):
    """A subscription to a database that is being made."""

    database: DatabaseBlockProvisioning


class Database(DatabaseProvisioning, lifecycle=[ACTIVE]):
    """A subscription to a database that is in use."""

    database: DatabaseBlock


DATABASE = Product(
    "PostgreSQL database",
    model=Database,
    tag="database",
    description="A database of your own on one of our PostgreSQL servers.",
)
