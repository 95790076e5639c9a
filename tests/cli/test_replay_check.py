"""`perdure replay-check`."""

from collections.abc import Sequence

import pytest
from hand import Hand
from lamps import plugin
from shop import Perdure, Shop

from perdure.domain.catalogue import catalogue
from perdure.domain.plan import Node
from perdure.workflows.interpreter import Interpreter

__all__ = ["plugin"]  # the `shared` installation loads it


@pytest.fixture(scope="module")
def waiting(shop: Shop) -> str:
    """A process that waits for an answer."""
    process_id = shop.order(place="outdoors", room="porch")
    shop.until(process_id, "suspended")
    return process_id


@pytest.fixture
def here(told: Perdure, shared: Hand, monkeypatch: pytest.MonkeyPatch) -> Perdure:
    """Runs a command whose settings are those of the installation."""
    for name in ("database_url", "temporal_address", "temporal_namespace"):
        monkeypatch.setenv(f"PERDURE_{name.upper()}", getattr(shared.settings, name))
    return told


def test_code_that_goes_on_as_before_breaks_nothing(here: Perdure, waiting: str) -> None:
    """Exit code 0 and how many were checked."""
    result = here("replay-check")
    assert (0, "Nothing would break; open processes: 1.\n") == (result.code, result.out)


def test_process_that_would_go_another_way_is_listed(
    here: Perdure, waiting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its id and workflow, what is wrong, and exit code 1."""
    in_order = Interpreter._run_all

    async def swapped(self: Interpreter, nodes: Sequence[Node], parent: str) -> None:
        await in_order(self, nodes[::-1], parent)

    monkeypatch.setattr(Interpreter, "_run_all", swapped)
    result = here("replay-check")
    assert (1, "1 of 1 open processes would break.\n") == (result.code, result.err)
    assert result.out.startswith(f"{waiting}  create_lamp: does not replay: ")


@pytest.mark.parametrize(
    ("gone", "trouble"),
    [
        (
            ("steps", "lamps.mount"),
            "no loaded plug-in has step 'lamps.mount' (Mount the lamp); it would park there",
        ),
        (
            ("workflows", "create_lamp"),
            "no loaded plug-in has workflow 'create_lamp'; nobody would take it up",
        ),
    ],
)
def test_what_is_still_to_come_and_is_gone_is_listed(
    here: Perdure, waiting: str, monkeypatch: pytest.MonkeyPatch, gone: tuple[str, str], trouble: str
) -> None:
    """A step or a workflow that no loaded plug-in has any more; what has been done already may be gone."""
    monkeypatch.delitem(catalogue.steps, "lamps.order")
    part, key = gone
    monkeypatch.delitem(getattr(catalogue, part), key)
    result = here("replay-check")
    assert (1, f"{waiting}  create_lamp: {trouble}\n") == (result.code, result.out)


def test_servers_that_are_away_are_named(here: Perdure, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1 and the address."""
    monkeypatch.setenv("PERDURE_TEMPORAL_ADDRESS", "127.0.0.1:9")
    result = here("replay-check")
    assert 1 == result.code
    assert result.err.startswith("Temporal at 127.0.0.1:9 does not answer: ")
