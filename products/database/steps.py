"""The steps that make, change and end a database; each may be repeated."""

import secrets
from decimal import Decimal
from uuid import UUID

from psycopg import errors, sql

from perdure import State, StepContext, step

from .facts import installed_extensions
from .model import Database, DatabaseBlockInactive, DatabaseInactive, DatabaseProvisioning, Environment
from .ownership import find_own_database, find_own_role, mark, own_database, own_role
from .servers import managed_server

# An attempt that was cut off may still be at work on the server, and win the race against the next one. Then the
# name is taken, and one more attempt finds out by whom.
TAKEN_MEANWHILE = (errors.DuplicateObject, errors.DuplicateDatabase, errors.UniqueViolation)


class OpenDoorError(Exception):
    """A server does not ask for passwords."""


@step("Construct subscription")
def construct(
    *,
    product: UUID,
    customer_id: str,
    environment: Environment,
    server: str,
    name: str,
    connection_limit: int,
    statement_timeout: Decimal,
    extensions: list[str],
    context: StepContext,
) -> State:
    """Keep what was ordered."""
    database = DatabaseBlockInactive(
        environment=environment,
        server=server,
        name=name,
        owner=name,
        connection_limit=connection_limit,
        statement_timeout=statement_timeout,
        extensions=extensions,
        created_by=context.process_id,
    )
    return {"subscription": DatabaseInactive.new(product, customer_id, database=database)}


@step("Record the approval")
def record_approval(
    subscription: DatabaseProvisioning, connection_limit: int, statement_timeout: Decimal, reference: str
) -> State:
    """Keep what the approver made of the order, and under which reference."""
    subscription.database.connection_limit = connection_limit
    subscription.database.statement_timeout = statement_timeout
    subscription.note = f"Approved under {reference}"
    return {"subscription": subscription}


@step("Create role", retry_on=TAKEN_MEANWHILE)
def make_role(subscription: DatabaseProvisioning, context: StepContext) -> None:
    """Make the role that is to own the database. It has no password yet, so nobody can log in."""
    block = subscription.database
    with managed_server(block.server).connect() as connection, connection.transaction():
        if find_own_role(connection, block):
            return
        role = sql.Identifier(block.owner)
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        connection.execute(sql.SQL("COMMENT ON ROLE {} IS {}").format(role, mark(context)))


@step("Create database", retry_on=TAKEN_MEANWHILE)
def make_database(subscription: DatabaseProvisioning, context: StepContext) -> None:
    """Make the database, for its owner alone."""
    block = subscription.database
    database, owner = sql.Identifier(block.name), sql.Identifier(block.owner)
    with managed_server(block.server).connect() as connection:
        if not find_own_database(connection, block):
            # template0 is never in use and has nothing in it; template1 may have anything.
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(database, owner)
            )
        with connection.transaction():
            connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(database, mark(context)))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))


@step("Set extensions")
def set_extensions(subscription: DatabaseProvisioning) -> None:
    """Enable the extensions that were chosen, and drop others; PostgreSQL refuses to drop what is in use."""
    block = subscription.database
    with managed_server(block.server).connect(dbname=block.name) as connection, connection.transaction():
        own_database(connection, block)
        installed = installed_extensions(connection)
        for name in block.extensions:
            create = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public")
            connection.execute(create.format(sql.Identifier(name)))
        for name in set(installed) - set(block.extensions):
            connection.execute(sql.SQL("DROP EXTENSION {}").format(sql.Identifier(name)))


@step("Set limits")
def set_limits(subscription: DatabaseProvisioning) -> None:
    """Limit the connections to the database, and the time that a statement may take."""
    block = subscription.database
    database = sql.Identifier(block.name)
    milliseconds = int(block.statement_timeout * 1000)
    with managed_server(block.server).connect() as connection, connection.transaction():
        own_database(connection, block)
        connection.execute(
            sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}").format(database, block.connection_limit)
        )
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET statement_timeout = {}").format(database, milliseconds)
        )


@step("Set password")
def set_password(subscription: DatabaseProvisioning, context: StepContext) -> None:
    """Give the role a password. Neither the server nor its log sees it: what travels is what proves to know it."""
    block = subscription.database
    password = secrets.token_urlsafe(24)
    context.store_secret("password", password)
    with managed_server(block.server).connect() as connection:
        own_role(connection, block)
        verifier = connection.pgconn.encrypt_password(
            password.encode(), block.owner.encode(), b"scram-sha-256"
        )
        connection.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(block.owner), verifier.decode())
        )


@step("Log in with the new role")
def log_in(subscription: DatabaseProvisioning, context: StepContext) -> State:
    """Prove that the owner gets in, and nobody with another password."""
    block = subscription.database
    server = managed_server(block.server)
    with server.log_in(dbname=block.name, user=block.owner, password=context.secret("password")):
        pass
    if not server.refuses(dbname=block.name, user=block.owner, password=secrets.token_urlsafe(24)):
        raise OpenDoorError(
            f"{server.title} ({server.address}) let {block.owner!r} in with a wrong password. Let its pg_hba.conf ask "
            f"for scram-sha-256, then retry this step."
        )
    block.address = f"postgresql://{block.owner}@{server.address}/{block.name}"
    return {"subscription": subscription, "address": block.address}


@step("Change what is agreed")
def change(
    subscription: Database, connection_limit: int, statement_timeout: Decimal, extensions: list[str]
) -> State:
    """Keep what the database is to be from now on; the steps that follow see to it."""
    subscription.database.connection_limit = connection_limit
    subscription.database.statement_timeout = statement_timeout
    subscription.database.extensions = extensions
    return {"subscription": subscription}


@step("Give the database back")
def give_back(subscription: Database) -> None:
    """Make the role that we made its owner again."""
    block = subscription.database
    with managed_server(block.server).connect() as connection, connection.transaction():
        own_database(connection, block)
        own_role(connection, block)
        connection.execute(
            sql.SQL("ALTER DATABASE {} OWNER TO {}").format(
                sql.Identifier(block.name), sql.Identifier(block.owner)
            )
        )


@step("Lift what overrides the limits")
def lift_overrides(subscription: Database) -> None:
    """Take away a timeout of the owner's own, which would count more than the database's."""
    block = subscription.database
    role = sql.Identifier(block.owner)
    with managed_server(block.server).connect() as connection, connection.transaction():
        own_role(connection, block)
        connection.execute(sql.SQL("ALTER ROLE {} RESET statement_timeout").format(role))
        connection.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} RESET statement_timeout").format(
                role, sql.Identifier(block.name)
            )
        )


@step("Drop database")
def drop_database(subscription: DatabaseInactive) -> None:
    """Drop the database, ending the sessions in it; one that is gone already needs no dropping."""
    if not isinstance(subscription, DatabaseProvisioning):
        return  # it was given up before anything was made for it
    block = subscription.database
    with managed_server(block.server).connect() as connection:
        if find_own_database(connection, block):
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(block.name)))


@step("Drop role")
def drop_role(subscription: DatabaseInactive) -> None:
    """Drop the role that owned the database; one that is gone already needs no dropping."""
    if not isinstance(subscription, DatabaseProvisioning):
        return  # it was given up before anything was made for it
    block = subscription.database
    with managed_server(block.server).connect() as connection:
        if find_own_role(connection, block):
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(block.owner)))
