"""Ports that are free."""

import socket
import subprocess
import sys

from perdure.embedded.ports import LOOPBACK, free_port, is_free


def test_the_usual_port_is_taken_when_it_is_free() -> None:
    """Who asks for a port that nobody has gets it."""
    port = free_port()

    assert port == free_port(port)


def test_another_port_is_found_when_the_usual_one_is_taken() -> None:
    """Who asks for a port that somebody listens on gets another that is free."""
    with socket.create_server((LOOPBACK, 0)) as other:
        taken = other.getsockname()[1]

        port = free_port(taken)

        assert taken != port
        assert is_free(port)


def test_no_two_runs_choose_the_same_port() -> None:
    """What one process has chosen, and no server listens on yet, is taken for every other until that process ends."""
    port = free_port()
    ask = f"from perdure.embedded.ports import free_port; print(free_port({port}))"

    other = subprocess.run([sys.executable, "-c", ask], check=True, capture_output=True, text=True)

    assert is_free(port)
    assert port != int(other.stdout)


def test_a_port_is_chosen_once() -> None:
    """Also within one process."""
    ports = [free_port() for _ in range(50)]

    assert len(ports) == len(set(ports))


def test_a_port_that_is_taken_on_all_addresses_is_not_free() -> None:
    """A server that listens on every address listens on ours too."""
    with socket.create_server(("", 0)) as other:
        assert not is_free(other.getsockname()[1])
