"""The database is terminated, and its name is free again."""

from ...domain.customer import DEFAULT_CUSTOMER_ID
from ..client import PageRefusedError
from ..errors import CommandError
from . import managed
from .narrator import DemoError
from .scene import Scene


def terminate(scene: Scene) -> None:
    """End it, for which its name has to be typed."""
    with scene.narrator.stage("It is terminated"):
        try:
            scene.start("terminate_database", scene.page(), {"name": "something_else"})
        except PageRefusedError as refused:
            scene.narrator.say(f"Without its name: {refused.errors[0]['msg']}.")
        else:
            raise DemoError("It was terminated without its name.")
        scene.end()
        subscription = scene.subscription()
        scene.narrator.prove("The subscription is terminated", "terminated", subscription.status)
        scene.narrator.prove(
            f"{scene.server_name} has no such database any more",
            None,
            managed.observe(scene.server, scene.name),
        )
        scene.narrator.prove("Nor such a role", False, managed.has_role(scene.server, scene.name))
        try:
            managed.log_in(subscription.document["database"]["address"], scene.password)
        except CommandError:
            scene.narrator.say("Its owner does not get in any more.")
        else:
            raise DemoError("Its owner still gets in.")


def again(scene: Scene) -> None:
    """Order the same name once more, for development: no approval is asked."""
    with scene.narrator.stage("The same name can be had again"):
        where = {
            "customer_id": DEFAULT_CUSTOMER_ID,
            "environment": "development",
            "server": scene.server_name,
        }
        what = {"name": scene.name, "connection_limit": 5, "statement_timeout": "1", "extensions": []}
        done = scene.run("create_database", where, what)
        former, scene.subscription_id = scene.subscription_id, str(done.subscription_ids[0])
        scene.narrator.prove("It is another subscription", True, former != scene.subscription_id)
        scene.narrator.prove(f"{scene.server_name} has the database", scene.name, scene.observe().owner)
        skipped = [step.status for step in done.steps if step.kind == "input"]
        scene.narrator.prove("For development nobody has to approve it", ["skipped"], skipped)
        scene.end()
        scene.narrator.prove("It is terminated too", None, managed.observe(scene.server, scene.name))
