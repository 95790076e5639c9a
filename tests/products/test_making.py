"""Making role and database: whose they are, also when something of that name was there before."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import sql

from perdure import StepContext
from perdure.embedded.postgres import PostgresServer
from perdure.products.database import steps
from perdure.products.database.facts import find_database, find_role
from perdure.products.database.model import Database, DatabaseProvisioning
from perdure.products.database.ownership import NotOursError, mark
from perdure.products.database.servers import ServerUnavailableError
from perdure.testing.waiting import eventually


def by_hand(admin: psycopg.Connection, statement: str, *names: str) -> None:
    admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def test_the_role_is_marked_with_the_idempotency_key(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection
) -> None:
    """Whoever finds the role on the server can tell which step of which process made it."""
    steps.make_role(subscription, context)

    role = find_role(admin, subscription.database.owner)
    assert role is not None
    assert f"Perdure {context.idempotency_key}" == role.comment


def test_a_repeated_step_recognises_its_own_role(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection
) -> None:
    """A second attempt finds the role of the first and goes on."""
    steps.make_role(subscription, context)
    made = find_role(admin, subscription.database.owner)

    steps.make_role(subscription, context)

    assert made == find_role(admin, subscription.database.owner)


@pytest.mark.parametrize("comment", [None, "Payroll", "Perdure 11111111-2222-3333-4444-555555555555/3"])
def test_a_foreign_role_fails_the_step_and_is_left_untouched(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection, comment: str | None
) -> None:
    """A role that somebody else made, another process of ours included, is not taken over."""
    name = subscription.database.owner
    by_hand(admin, "CREATE ROLE {} NOLOGIN", name)
    admin.execute(sql.SQL("COMMENT ON ROLE {} IS {}").format(sql.Identifier(name), comment))

    with pytest.raises(NotOursError, match=f"Role '{name}' on server 'amsterdam'"):
        steps.make_role(subscription, context)

    role = find_role(admin, name)
    assert role is not None
    assert comment == role.comment
    assert (False,) == admin.execute("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", [name]).fetchone()


def test_the_database_is_marked_and_belongs_to_the_role(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection
) -> None:
    """The database has its owner and the mark of the step that made it."""
    steps.make_role(subscription, context)
    steps.make_database(subscription, context)

    database = find_database(admin, subscription.database.name)
    assert database is not None
    assert subscription.database.owner == database.owner
    assert f"Perdure {context.idempotency_key}" == database.comment


def test_nobody_else_may_connect(active: Database, admin: psycopg.Connection) -> None:
    """Another customer's role on the same server has no business in the database."""
    neighbour = f"{active.database.name}_next"
    by_hand(admin, "CREATE ROLE {} LOGIN", neighbour)

    allowed = admin.execute(
        "SELECT has_database_privilege(%s, %s, 'CONNECT')", [neighbour, active.database.name]
    ).fetchone()

    assert (False,) == allowed


def test_a_repeated_step_recognises_its_own_database(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection
) -> None:
    """A second attempt finds the database of the first and goes on."""
    steps.make_role(subscription, context)
    steps.make_database(subscription, context)
    made = identity(admin, subscription.database.name)

    steps.make_database(subscription, context)

    assert made == identity(admin, subscription.database.name)


def test_a_database_that_was_not_marked_in_time_is_recognised(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection
) -> None:
    """An attempt that died between CREATE DATABASE and COMMENT has left what the next one takes up."""
    name = subscription.database.name
    steps.make_role(subscription, context)
    by_hand(admin, "CREATE DATABASE {} OWNER {}", name, subscription.database.owner)
    left = identity(admin, name)

    steps.make_database(subscription, context)

    database = find_database(admin, name)
    assert database is not None
    assert left == identity(admin, name)
    assert f"Perdure {context.idempotency_key}" == database.comment


@pytest.mark.parametrize("comment", [None, "Payroll", "Perdure 11111111-2222-3333-4444-555555555555/4"])
def test_a_foreign_database_fails_the_step_and_is_left_untouched(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection, comment: str | None
) -> None:
    """A database that somebody else made, another process of ours included, is not taken over."""
    name = subscription.database.name
    steps.make_role(subscription, context)
    by_hand(admin, "CREATE DATABASE {}", name)
    admin.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), comment))
    before = find_database(admin, name)

    with pytest.raises(NotOursError, match=f"Database '{name}' on server 'amsterdam'"):
        steps.make_database(subscription, context)

    assert before == find_database(admin, name)


def test_an_attempt_that_is_still_at_work_is_waited_for(
    subscription: DatabaseProvisioning,
    context: StepContext,
    amsterdam: PostgresServer,
    admin: psycopg.Connection,
) -> None:
    """An attempt that was given up makes the role after all: the next one fails for now, and then finds its own."""
    name = subscription.database.owner
    role = sql.Identifier(name)
    with ThreadPoolExecutor() as pool, psycopg.connect(amsterdam.dsn) as given_up:
        given_up.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        given_up.execute(sql.SQL("COMMENT ON ROLE {} IS {}").format(role, mark(context)))
        next_one = pool.submit(steps.make_role, subscription, context)
        eventually(lambda: waiting_for_locks(admin))
        given_up.commit()
        assert isinstance(next_one.exception(), steps.make_role.retry_on)

    steps.make_role(subscription, context)


def test_names_are_quoted(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection, name: str
) -> None:
    """A name is a name, whatever is in it; the form is not the only guard."""
    block = subscription.database
    block.name = block.owner = f'{name}"; DROP ROLE admin; --'

    steps.make_role(subscription, context)
    steps.make_database(subscription, context)
    steps.set_extensions(subscription)
    steps.set_limits(subscription)
    steps.set_password(subscription, context)
    steps.log_in(subscription, context)

    assert find_database(admin, block.name) is not None
    steps.drop_database(subscription)
    steps.drop_role(subscription)
    assert find_database(admin, block.name) is None


def test_a_server_that_is_away_is_tried_again(
    subscription: DatabaseProvisioning, context: StepContext
) -> None:
    """The step raises what the engine takes for transient."""
    subscription.database.server = "away"

    with pytest.raises(ServerUnavailableError):
        steps.make_role(subscription, context)


def waiting_for_locks(admin: psycopg.Connection) -> bool:
    """Whether a session waits for what another one has begun."""
    query = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    return admin.execute(query).fetchone() is not None


def identity(admin: psycopg.Connection, name: str) -> tuple[int, ...] | None:
    """What a database that was dropped and made again would not have."""
    return admin.execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
