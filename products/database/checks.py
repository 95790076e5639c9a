"""What a validation compares: the database as it was agreed, and as its server has it."""

from perdure import Finding, InconclusiveError, check

from .facts import DatabaseFacts, find_database, installed_extensions
from .model import Database
from .ownership import is_mark_of
from .servers import managed_server

RESTORE = "restore_database"
"""The workflow that puts right what these checks find, as long as there is a database."""


@check("Database exists", system="postgresql")
def check_existence(subscription: Database) -> list[Finding]:
    """There is a database of this name, and it is the one that we made."""
    block = subscription.database
    observed = look_up(subscription)
    if observed is None:
        return [Finding("name", expected=block.name, observed=None)]
    if not is_mark_of(block.created_by, observed.comment):
        return [Finding("created_by", expected=block.created_by, observed=observed.comment)]
    return []


@check("Owner", system="postgresql", restore=RESTORE)
def check_owner(subscription: Database) -> list[Finding]:
    """It belongs to the role that we made for it."""
    return compare("owner", subscription.database.owner, observe(subscription).owner)


@check("Connection limit", system="postgresql", restore=RESTORE)
def check_connection_limit(subscription: Database) -> list[Finding]:
    """It takes as many connections as agreed."""
    agreed, observed = subscription.database.connection_limit, observe(subscription).connection_limit
    # Without a limit it is -1, which nobody can order.
    return compare("connection_limit", agreed, observed, adoptable=observed > 0)


@check("Statement timeout", system="postgresql", restore=RESTORE)
def check_statement_timeout(subscription: Database) -> list[Finding]:
    """Its owner's statements may take as long as agreed."""
    agreed, observed = subscription.database.statement_timeout, observe(subscription).statement_timeout
    # Without a timeout it is nothing or 0.
    return compare("statement_timeout", agreed, observed, adoptable=bool(observed))


@check("Extensions", system="postgresql", restore=RESTORE)
def check_extensions(subscription: Database) -> list[Finding]:
    """It has the extensions that were chosen, and no others."""
    block = subscription.database
    observe(subscription)
    with managed_server(block.server).connect(dbname=block.name) as connection:
        installed = installed_extensions(connection)
    return compare("extensions", sorted(block.extensions), installed, adoptable=True)


def compare(path: str, expected: object, observed: object, *, adoptable: bool = False) -> list[Finding]:
    """One finding, or none when the two agree; what is adoptable may become what is agreed."""
    if expected == observed:
        return []
    adopt = {f"database.{path}": observed} if adoptable else None
    return [Finding(path, expected=expected, observed=observed, adopt=adopt)]


def look_up(subscription: Database) -> DatabaseFacts | None:
    """What the server says about the database."""
    block = subscription.database
    with managed_server(block.server).connect() as connection:
        return find_database(connection, block.name)


def observe(subscription: Database) -> DatabaseFacts:
    """The same, for what can only be compared when there is a database.

    Raises:
        InconclusiveError: there is none.
    """
    observed = look_up(subscription)
    if observed is None:
        raise InconclusiveError(f"There is no database {subscription.database.name!r} to compare with.")
    return observed
