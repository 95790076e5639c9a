"""What people are asked when they order, approve, change or end a database."""

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from perdure import customers, find, inputstep
from perdure.forms import (
    Accept,
    Choice,
    Dec,
    DropDown,
    FormGenerator,
    FormPage,
    Integer,
    MultiSelect,
    Radio,
    SubmitFormPage,
    Text,
    ask,
)

from .facts import find_database, find_role, offered_extensions
from .model import Database, DatabaseInactive, DatabaseProvisioning, Environment
from .servers import managed_server, managed_servers

# Needs no quotes in SQL; 63 bytes is as long as a name in PostgreSQL gets.
Name = Annotated[str, Text(min_length=1, max_length=63, pattern="^[a-z][a-z0-9_]*$")]
ConnectionLimit = Annotated[int, Integer(ge=1, le=1000)]
# PostgreSQL counts in milliseconds; a day is long enough for a statement.
StatementTimeout = Annotated[Decimal, Dec(places=3, ge=Decimal("0.001"), le=86_400)]


def create_form() -> FormGenerator:
    """Where the database is to be, then what it is to be there."""

    class Customer(Choice, options={customer.customer_id: customer.name for customer in customers()}):
        """Whose database it is."""

    class Server(Choice, options={name: server.title for name, server in managed_servers().items()}):
        """Where the database is made."""

    class WherePage(FormPage):
        model_config = ConfigDict(title="Order a database: where")

        customer_id: DropDown[Customer] = Field(title="Customer")
        environment: Radio[Environment]
        server: Annotated[DropDown[Server], AfterValidator(answering)]

    where = yield from ask(WherePage)
    offered = extensions_on(where.server)

    class Extension(Choice, options=offered):
        """Of those that this server offers."""

    class WhatPage(SubmitFormPage):
        model_config = ConfigDict(title=f"Order a database: what, on {where.server.label}")

        name: Annotated[Name, AfterValidator(free_on(where.server))]
        connection_limit: ConnectionLimit
        statement_timeout: StatementTimeout = Field(title="Statement timeout (seconds)")
        extensions: MultiSelect[Extension] = Field(default_factory=list)

    what = yield from ask(WhatPage)
    return where.answers() | what.answers()


@inputstep("Approve production database", assignee="DBA")
def approve(subscription: DatabaseProvisioning) -> FormGenerator:
    """What was asked for, which the approver may alter; then the approval of just that."""
    block = subscription.database

    class ReviewPage(FormPage):
        model_config = ConfigDict(title=f"Review database {block.name} on {block.server}")

        connection_limit: ConnectionLimit = block.connection_limit
        statement_timeout: StatementTimeout = Field(
            block.statement_timeout, title="Statement timeout (seconds)"
        )

    review = yield from ask(ReviewPage)

    class ApprovalPage(SubmitFormPage):
        model_config = ConfigDict(
            title=f"Approve {block.name} with {review.connection_limit} connections "
            f"and {review.statement_timeout} s per statement"
        )

        reference: Annotated[str, Text(min_length=1, max_length=100)] = Field(title="Reference of the change")
        approved: Accept

    approval = yield from ask(ApprovalPage)
    return review.answers() | {"reference": approval.reference}


def modify_form(subscription: Database) -> FormGenerator:
    """What can be changed, with what holds now; name and server stay."""
    block = subscription.database
    # What the server has stopped offering may stay where it is.
    known = {name: name for name in block.extensions} | extensions_on(block.server)

    class Extension(Choice, options=known):
        """Of those that this server offers."""

    class ChangePage(SubmitFormPage):
        model_config = ConfigDict(title=f"Change database {block.name} on {block.server}")

        connection_limit: ConnectionLimit = block.connection_limit
        statement_timeout: StatementTimeout = Field(
            block.statement_timeout, title="Statement timeout (seconds)"
        )
        extensions: MultiSelect[Extension] = Field([Extension(name) for name in block.extensions])

    change = yield from ask(ChangePage)
    return change.answers()


def terminate_form(subscription: DatabaseInactive) -> FormGenerator:
    """The name once more, because what is dropped is gone."""
    block = subscription.database

    def same(typed: str) -> str:
        if typed != block.name:
            raise ValueError(f"Type {block.name!r}, the name of the database, to drop it with all its data")
        return typed

    class ConfirmPage(SubmitFormPage):
        model_config = ConfigDict(title=f"Drop database {block.name} on {block.server} with all its data")

        name: Annotated[str, AfterValidator(same)] = Field(title=f"Type {block.name} to confirm")

    yield from ask(ConfirmPage)
    return {}


def answering(server: str) -> str:
    """Refuse a server that does not answer while another can still be chosen."""
    with managed_server(server).connect():
        return server


def extensions_on(server: str) -> dict[str, str]:
    """The extensions that a server offers, with labels."""
    with managed_server(server).connect() as connection:
        offered = offered_extensions(connection)
    return {name: f"{name}: {purpose}" for name, purpose in offered.items()}


def free_on(server: str) -> Callable[[str], str]:
    """A validator that refuses names which cannot be had on a server."""

    def free(name: str) -> str:
        if name.startswith("pg_") or name in {"public", "none"}:
            raise ValueError(f"PostgreSQL keeps {name!r} to itself; choose another name")
        if find(DatabaseInactive, where={"database.server": server, "database.name": name}):
            raise ValueError(f"{name!r} is promised to somebody else; choose another name")
        managed = managed_server(server)
        with managed.connect() as connection:
            if find_database(connection, name) or find_role(connection, name):
                raise ValueError(f"{managed.title} has a database or role {name!r}; choose another name")
        return name

    return free
