"""Making a database: what ends up on the server, and whose it is when something was there before."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from perdure import StepContext
from perdure.embedded.postgres import PostgresServer
from perdure.products.database import steps
from perdure.products.database.facts import find_database, find_role, installed_extensions
from perdure.products.database.model import Database, DatabaseProvisioning
from perdure.products.database.ownership import NotOursError, mark
from perdure.products.database.servers import ServerUnavailableError, managed_server
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


@pytest.mark.parametrize("step", [steps.set_extensions, steps.set_limits])
def test_a_foreign_database_is_not_changed_either(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection, step: object
) -> None:
    """A database that somebody else put in the place of ours keeps its limits and extensions."""
    name = subscription.database.name
    steps.make_role(subscription, context)
    by_hand(admin, "CREATE DATABASE {}", name)
    before = find_database(admin, name)

    with pytest.raises(NotOursError):
        step(subscription)

    assert before == find_database(admin, name)


def test_the_chosen_extensions_are_enabled(active: Database, amsterdam: PostgresServer) -> None:
    """The database has what was chosen, and beside that nothing."""
    with psycopg.connect(amsterdam.dsn_of(active.database.name)) as connection:
        assert ["hstore"] == installed_extensions(connection)


def test_extensions_are_exchanged(active: Database, amsterdam: PostgresServer) -> None:
    """What is chosen no longer is dropped, what is chosen now is enabled."""
    active.database.extensions = ["citext", "ltree"]

    steps.set_extensions(active)
    steps.set_extensions(active)

    with psycopg.connect(amsterdam.dsn_of(active.database.name)) as connection:
        assert ["citext", "ltree"] == installed_extensions(connection)


def test_an_extension_in_use_is_not_dropped(active: Database, amsterdam: PostgresServer) -> None:
    """A column of an extension's type is data: the step fails, and changes nothing at all."""
    with psycopg.connect(amsterdam.dsn_of(active.database.name)) as connection:
        connection.execute("CREATE TABLE basket (content hstore)")
    active.database.extensions = ["citext"]

    with pytest.raises(psycopg.errors.DependentObjectsStillExist, match="basket"):
        steps.set_extensions(active)

    with psycopg.connect(amsterdam.dsn_of(active.database.name)) as connection:
        assert ["hstore"] == installed_extensions(connection)


def test_each_server_has_extensions_of_its_own(
    subscription: DatabaseProvisioning, context: StepContext, utrecht: PostgresServer
) -> None:
    """What only the second server offers works there."""
    block = subscription.database
    block.server, block.extensions = "utrecht", ["slug"]

    steps.make_role(subscription, context)
    steps.make_database(subscription, context)
    steps.set_extensions(subscription)

    with psycopg.connect(utrecht.dsn_of(block.name)) as connection:
        assert ("ham-eggs",) == connection.execute("SELECT slug('Ham & Eggs!')").fetchone()


@pytest.mark.parametrize("seconds", ["0.001", "0.1", "1.5", "30", "86400"])
def test_limits_are_set_to_the_millisecond(active: Database, admin: psycopg.Connection, seconds: str) -> None:
    """Decimal seconds arrive as exactly so many milliseconds."""
    active.database.connection_limit = 3
    active.database.statement_timeout = Decimal(seconds)

    steps.set_limits(active)

    database = find_database(admin, active.database.name)
    assert database is not None
    assert 3 == database.connection_limit
    assert Decimal(seconds) == database.statement_timeout


def test_the_timeout_ends_the_owners_statements(active: Database, context: StepContext) -> None:
    """The limit is not only written down."""
    active.database.statement_timeout = Decimal("0.05")
    steps.set_limits(active)
    block = active.database
    server, password = managed_server(block.server), context.secret("password")

    with (
        pytest.raises(ServerUnavailableError, match="statement timeout"),
        server.log_in(dbname=block.name, user=block.owner, password=password) as connection,
    ):
        connection.execute("SELECT pg_sleep(60)")


def test_the_server_never_sees_the_password(
    active: Database, context: StepContext, admin: psycopg.Connection, amsterdam: PostgresServer
) -> None:
    """The server keeps a SCRAM verifier, and its log, with every statement in it, has no clear text."""
    by_hand(admin, "ALTER SYSTEM SET log_statement = 'all'")
    admin.execute("SELECT pg_reload_conf()")
    eventually(lambda: admin.execute("SHOW log_statement").fetchone() == ("all",))

    steps.set_password(active, context)

    verifier = admin.execute(
        "SELECT rolpassword FROM pg_authid WHERE rolname = %s", [active.database.owner]
    ).fetchone()
    log = amsterdam.child.log.read_text()
    assert verifier is not None
    assert verifier[0].startswith("SCRAM-SHA-256$")
    assert "ALTER ROLE" in log
    assert context.secret("password") not in log


def test_logging_in_proves_the_address(active: Database, amsterdam: PostgresServer, name: str) -> None:
    """The subscription says where its owner gets in, without the password."""
    assert f"postgresql://{name}@127.0.0.1:{amsterdam.port}/{name}" == active.database.address


def test_logging_in_with_another_password_fails(active: Database, context: StepContext) -> None:
    """The proof is a real one: the password must be the role's."""
    context.store_secret("password", "not the one")

    with pytest.raises(ServerUnavailableError, match="password authentication failed"):
        steps.log_in(active, context)


def test_a_server_that_lets_everybody_in_fails_the_step(
    active: Database, context: StepContext, admin: psycopg.Connection
) -> None:
    """A login proves nothing on a server that does not ask for passwords; the step says what to change."""
    block = active.database
    (hba_file,) = admin.execute("SHOW hba_file").fetchone() or ()
    rules = Path(hba_file).read_text()
    Path(hba_file).write_text(f"host {block.name} {block.owner} 127.0.0.1/32 trust\n{rules}")
    admin.execute("SELECT pg_reload_conf()")
    server = managed_server(block.server)
    eventually(lambda: not server.refuses(dbname=block.name, user=block.owner, password="wrong"))

    with pytest.raises(steps.OpenDoorError, match=r"Amsterdam.*pg_hba.conf"):
        steps.log_in(active, context)


def test_an_owners_functions_are_not_called_with_our_rights(
    active: Database, admin: psycopg.Connection, amsterdam: PostgresServer, name: str
) -> None:
    """An owner plants what looks like PostgreSQL's own function; a superuser who called it would make a superuser."""
    with psycopg.connect(amsterdam.dsn_of(name)) as connection:
        connection.execute(
            sql.SQL(
                """
                CREATE FUNCTION public.shobj_description(oid, text) RETURNS text LANGUAGE plpgsql AS $$
                BEGIN CREATE ROLE {trap} SUPERUSER; RETURN 'gotcha'; END $$
                """
            ).format(trap=sql.Identifier(f"{name}_trap"))
        )
        connection.execute(sql.SQL("ALTER DATABASE {} SET search_path = public").format(sql.Identifier(name)))

    steps.set_extensions(active)

    assert find_role(admin, f"{name}_trap") is None


def test_an_owners_limit_does_not_keep_us_from_changing_it(
    active: Database, amsterdam: PostgresServer, name: str
) -> None:
    """Whatever the owner's statements may take, ours have their own time."""
    active.database.statement_timeout = Decimal("0.001")
    active.database.extensions = ["hstore", "citext", "ltree", "pg_trgm", "cube", "isn"]
    steps.set_limits(active)

    steps.set_extensions(active)

    with psycopg.connect(amsterdam.dsn_of(name), options="-c statement_timeout=0") as connection:
        assert sorted(active.database.extensions) == installed_extensions(connection)


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
