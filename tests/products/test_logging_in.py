"""The password, and the proof that it lets the owner in and nobody else."""

from pathlib import Path

import psycopg
import pytest
from leaks import every_statement_logged

from perdure import StepContext
from perdure.embedded.postgres import PostgresServer
from perdure.products.database import steps
from perdure.products.database.model import Database
from perdure.products.database.servers import ServerUnavailableError, managed_server
from perdure.testing.waiting import eventually


def test_the_server_never_sees_the_password(
    active: Database, context: StepContext, admin: psycopg.Connection, amsterdam: PostgresServer
) -> None:
    """The server keeps a SCRAM verifier, and its log, with every statement in it, has no clear text."""
    with every_statement_logged(amsterdam):
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
