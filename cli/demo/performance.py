"""The demo from its first stage to its last, and the tidying up when it is cut short."""

from ...products.database.servers import ManagedServer
from ..client import Client
from . import changing, ending, ordering
from .cleanup import clean_up
from .narrator import DemoError, Narrator
from .scene import Scene


def perform(api: Client, servers: dict[str, ManagedServer], *, patience: int) -> None:
    """Play the whole lifecycle.

    Args:
        api: where a running stack is asked.
        servers: the managed servers, by name.
        patience: seconds that a validation by the Schedule may take to come.

    Raises:
        CommandError: a stage did not happen; the message says which, and what was left behind if anything was.
    """
    narrator = Narrator()
    scene = Scene(api, narrator, servers, patience)
    narrator.title(f"The life of database {scene.name} on {scene.server_name}, at {api.url}")
    _make_sure_of(api)
    try:
        with narrator.interruptible():
            _play(scene)
    except DemoError as error:
        narrator.say("")
        left = [f"Not cleaned up: {trouble}" for trouble in clean_up(scene)]
        raise DemoError("\n".join([str(error), *left])) from error
    narrator.title(f"\nAll {narrator.stages} stages happened.")


def _make_sure_of(api: Client) -> None:
    """Make sure that the stack is whole before anything is ordered.

    Raises:
        CommandError: it is not.
    """
    health = api.get("health")
    if health["status"] != "ok":
        raise DemoError(f"The stack at {api.url} is {health['status']}. {health['temporal']}")


def _play(scene: Scene) -> None:
    process_id = ordering.order(scene)
    ordering.approve(scene, process_id)
    ordering.use(scene, process_id)
    changing.modify(scene)
    changing.find_in_sync(scene)
    changing.drift(scene)
    changing.repair(scene)
    ending.terminate(scene)
    ending.again(scene)
