"""What a performance leaves behind when it is cut short, taken away."""

from http import HTTPStatus

from ...domain.errors import PerdureError
from ...domain.lifecycle import TERMINATED
from ..client import RefusedRequestError
from . import managed
from .scene import Scene


def clean_up(scene: Scene) -> list[str]:
    """Abort what is open, terminate what was ordered, drop what is still on the server.

    Returns:
        What could not be done, in sentences.
    """
    troubles = []
    for tidy in (_abort, _terminate, _drop):
        try:
            tidy(scene)
        except PerdureError as error:
            troubles.append(str(error))
    return troubles


def _abort(scene: Scene) -> None:
    for process in scene.processes():
        if process.finished_at is None:
            scene.narrator.say(f"Aborting process {process.id} ({process.title}).")
            try:
                reason = {"reason": "The demo was cut short"}
                scene.api.put("processes", str(process.id), "abort", body=reason)
            except RefusedRequestError as refused:
                if refused.http_status != HTTPStatus.CONFLICT:
                    raise  # else it has ended by itself in this moment
            scene.until_ended(str(process.id))


def _terminate(scene: Scene) -> None:
    for subscription_id in {
        str(found) for process in scene.processes() for found in process.subscription_ids
    }:
        scene.subscription_id = subscription_id
        found = scene.subscription()
        if found.status == TERMINATED:
            continue
        scene.narrator.say(f"Terminating {found.description}.")
        if not found.insync:
            reason = {"reason": "The demo takes it away"}
            scene.api.put("subscriptions", subscription_id, "set_in_sync", body=reason)
        scene.end()


def _drop(scene: Scene) -> None:
    """Drop what is there under our name, which was made of random bytes and is nobody else's."""
    if managed.observe(scene.server, scene.name) or managed.has_role(scene.server, scene.name):
        scene.narrator.say(f"Dropping {scene.name} on {scene.server_name} by hand.")
        managed.drop(scene.server, scene.name)
