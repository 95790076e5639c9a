"""The PostgreSQL server: its own password, its own address, and data that survives a crash."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from perdure.embedded.child import ChildError
from perdure.embedded.place import ELSEWHERE
from perdure.embedded.postgres import PostgresServer
from perdure.testing.servers import QUICK


@pytest.fixture
def server(folder: Path) -> Iterator[PostgresServer]:
    """A server that is not started yet, and is gone afterwards."""
    server = PostgresServer(folder / "postgres", parameters=QUICK)
    yield server
    server.kill()


def ask(server: PostgresServer, query: str) -> list[object]:
    """The first column of the answer."""
    with psycopg.connect(server.dsn, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return [row[0] for row in cursor] if cursor.description else []


def data_folder(server: PostgresServer) -> Path:
    return Path(str(ask(server, "SHOW data_directory")[0]))


def test_a_wrong_password_is_refused(postgres: PostgresServer) -> None:
    """The server trusts nobody for coming from this machine."""
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.dsn, password="wrong")


def test_every_way_in_asks_for_a_scram_password(postgres: PostgresServer) -> None:
    """No line of pg_hba.conf is weaker than scram-sha-256."""
    assert ["scram-sha-256"] == ask(postgres, "SELECT DISTINCT auth_method FROM pg_hba_file_rules")


def test_the_password_file_is_private(postgres: PostgresServer) -> None:
    """Nobody but its owner reads the superuser's password, which is too long to guess."""
    password = postgres.folder / "password"

    assert 0o600 == stat.S_IMODE(password.stat().st_mode)
    assert len(password.read_text(encoding="ascii")) > 40


def test_it_listens_on_the_loopback_address_only(postgres: PostgresServer) -> None:
    """No other machine reaches it, and there is no socket file."""
    assert ["127.0.0.1"] == ask(postgres, "SHOW listen_addresses")
    assert [""] == ask(postgres, "SHOW unix_socket_directories")


def test_it_does_not_run_as_root(postgres: PostgresServer) -> None:
    """Whoever starts it, its processes have no special rights, and its data belongs to them alone."""
    data = data_folder(postgres)

    with psycopg.connect(postgres.dsn) as connection:
        user = Path(f"/proc/{connection.info.backend_pid}").stat().st_uid

    assert user != 0
    assert data.stat().st_uid == user
    assert 0o700 == stat.S_IMODE(data.stat().st_mode)


@pytest.mark.parametrize("end", [PostgresServer.stop, PostgresServer.kill])
def test_it_can_be_started_again(server: PostgresServer, end: object) -> None:
    """Stopped or killed, and started again: same address, same password, same data."""
    url = server.start().url
    ask(server, "CREATE TABLE kept ()")
    assert callable(end)
    end(server)

    server.start()

    assert url == server.url
    assert [0] == ask(server, "SELECT count(*) FROM kept")


def test_a_pid_file_with_the_number_of_another_process_is_no_obstacle(
    server: PostgresServer, postgres: PostgresServer
) -> None:
    """After a crash, the number in postmaster.pid may be that of a stranger: here, of another server."""
    server.start()
    pid_file = data_folder(server) / "postmaster.pid"
    server.kill()
    stranger = (data_folder(postgres) / "postmaster.pid").read_text(encoding="ascii").splitlines()[0]
    lines = pid_file.read_text(encoding="ascii").splitlines(keepends=True)
    pid_file.write_text("".join([f"{stranger}\n", *lines[1:]]), encoding="ascii")

    server.start()

    assert [1] == ask(server, "SELECT 1")


def test_a_second_server_on_the_same_folder_leaves_the_first_alone(
    server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second does not start, and says why; the first goes on."""
    server.start()
    second = PostgresServer(server.folder, name="Second", parameters=QUICK)
    monkeypatch.setattr(second.child, "_grace", -5)  # no patience

    with pytest.raises(ChildError, match="Another Second still runs there"):
        second.start()

    assert [1] == ask(server, "SELECT 1")


def test_an_initialisation_that_was_cut_short_is_done_again(server: PostgresServer) -> None:
    """A run that was killed during initdb leaves a password and half a data folder: the next one starts over."""
    server.folder.mkdir(mode=0o711)
    (server.folder / "password").touch(mode=0o600)
    (server.folder / "data.unfinished").mkdir()
    (server.folder / "data.unfinished" / "PG_VERSION").touch()
    (server.folder / "initial-password").touch()

    server.start()

    assert [1] == ask(server, "SELECT 1")
    assert {"data", "password", "server.log", "server.lock"} == {
        path.name for path in server.folder.iterdir()
    }


def test_data_without_its_password_is_left_alone(server: PostgresServer) -> None:
    """If the password file is gone, nothing is overwritten: the message says what is missing and what to do."""
    data = data_folder(server.start())
    server.stop()
    (server.folder / "password").unlink()

    with pytest.raises(
        ChildError, match=r"password, the password to it, is not.*Bring the file back, or remove"
    ):
        server.start()

    assert data.exists()


def test_a_start_that_fails_shows_what_the_server_said(folder: Path) -> None:
    """A bad parameter is in the message, with the place of the log."""
    server = PostgresServer(folder / "postgres", parameters={"max_connections": "many"})

    with pytest.raises(ChildError) as caught:
        server.start()

    assert 'invalid value for parameter "max_connections": "many"' in str(caught.value)
    assert str(server.child.log) in str(caught.value)


def test_a_folder_that_the_account_cannot_reach_stays_closed(tmp_path: Path) -> None:
    """Root's server keeps its data where its account can go; pytest's own folder, mode 0700, is not opened."""
    before = {path: path.stat().st_mode for path in tmp_path.parents}
    server = PostgresServer(tmp_path / "postgres", parameters=QUICK)
    try:
        data = data_folder(server.start())

        assert (os.geteuid() == 0) == data.is_relative_to(ELSEWHERE)
        assert before == {path: path.stat().st_mode for path in tmp_path.parents}
    finally:
        server.kill()
        shutil.rmtree(data.parent)


def test_data_elsewhere_ends_with_its_folder(tmp_path: Path) -> None:
    """Who removes the folder (`make clean`) and starts again gets an empty server, wherever the data was."""
    server = PostgresServer(tmp_path / "postgres", parameters=QUICK)
    try:
        data = data_folder(server.start())
        ask(server, "CREATE TABLE left_over ()")
        server.stop()
        shutil.rmtree(server.folder)

        server.start()

        assert [None] == ask(server, "SELECT to_regclass('left_over')")
    finally:
        server.kill()
        shutil.rmtree(data.parent)


def test_an_extension_is_offered_where_its_folder_is_given(folder: Path, postgres: PostgresServer) -> None:
    """One server has an extension more than the other, beside all the built-in ones, and it works."""
    source = folder / "extensions"
    source.mkdir()
    (source / "answer.control").write_text("default_version = '1.0'\nrelocatable = true\n", encoding="ascii")
    (source / "answer--1.0.sql").write_text(
        "CREATE FUNCTION answer() RETURNS integer RETURN 42;", encoding="ascii"
    )
    offered = "SELECT name FROM pg_available_extensions WHERE name IN ('answer', 'citext') ORDER BY name"

    with PostgresServer(folder / "postgres", extensions=source, parameters=QUICK) as server:
        assert ["answer", "citext"] == ask(server, offered)
        ask(server, "CREATE EXTENSION answer")
        assert [42] == ask(server, "SELECT answer()")
    assert ["citext"] == ask(postgres, offered)


def test_variables_for_clients_do_not_reach_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PGPORT, PGDATA or a broken locale in somebody's shell change nothing."""
    for name, value in {
        "PGPORT": "1",
        "PGDATA": "/nowhere",
        "PGOPTIONS": "-c x=y",
        "LC_ALL": "xx_XX",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("PGOPTIONS")  # libpq in this very process would obey it

    with PostgresServer(folder / "postgres", parameters=QUICK) as server:
        assert [server.port] == [int(str(port)) for port in ask(server, "SHOW port")]


def test_ensure_database_makes_it_once(postgres: PostgresServer) -> None:
    """A database that is there is left as it is."""
    url = postgres.ensure_database("once")

    assert url == postgres.ensure_database("once")
    assert [1] == ask(postgres, "SELECT count(*)::int FROM pg_database WHERE datname = 'once'")
    postgres.drop_database("once")
