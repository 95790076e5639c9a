"""A production database is ordered, approved, made, and its password fetched."""

from typing import Any

from ...domain.customer import DEFAULT_CUSTOMER_ID
from ...domain.process import ProcessStatus
from ..client import PageNeededError, PageRefusedError, RefusedRequestError
from ..questions import options_of
from . import managed
from .narrator import DemoError
from .scene import Scene

CONNECTION_LIMIT = 20
STATEMENT_TIMEOUT = "2.5"  # seconds, exactly
APPROVED_LIMIT = 15


def order(scene: Scene) -> str:
    """Order through the two-page form; return the process's id, which waits for an approval."""
    where = {"customer_id": DEFAULT_CUSTOMER_ID, "environment": "production", "server": scene.server_name}
    with scene.narrator.stage("A production database is ordered"):
        extension = _extension(scene, where)
        what = {
            "name": scene.name,
            "connection_limit": CONNECTION_LIMIT,
            "statement_timeout": STATEMENT_TIMEOUT,
            "extensions": [extension],
        }
        _refused(
            scene,
            [where, what | {"name": "postgres"}],
            "name",
            "A name that is taken there is refused, at its field",
        )
        process_id = scene.start("create_database", where, what)
        waiting = scene.until(process_id, ProcessStatus.SUSPENDED)
        scene.subscription_id = str(waiting.subscription_ids[0])
        scene.narrator.prove(
            "It waits for a person", "person", waiting.waiting_on and waiting.waiting_on.kind
        )
        scene.narrator.say(waiting.waiting_on.words if waiting.waiting_on else "")
        scene.narrator.prove("The subscription is provisioning", "provisioning", scene.subscription().status)
        scene.narrator.prove(
            f"{scene.server_name} has no such database yet", None, managed.observe(scene.server, scene.name)
        )
    return process_id


def approve(scene: Scene, process_id: str) -> None:
    """Approve it as a DBA, with fewer connections, and see it made."""
    with scene.narrator.stage("A DBA approves it, and it is made"):
        dba = scene.api.as_actor(f"{scene.actor}-dba")
        pages = [{"connection_limit": APPROVED_LIMIT}, {"reference": "CHG-1234", "approved": "ACCEPTED"}]
        dba.put("processes", process_id, "resume", body=pages)
        done = scene.until(process_id, ProcessStatus.COMPLETED)
        approver = next(step.actor for step in done.steps if step.kind == "input")
        scene.narrator.prove(f"{approver} has approved it", f"{scene.actor}-dba", approver)
        subscription = scene.subscription()
        scene.narrator.prove("The subscription is active", "active", subscription.status)
        scene.narrator.prove("It is in sync: no change is unfinished", True, subscription.insync)
        observed = scene.observe()
        scene.narrator.prove(
            f"{scene.server_name} has the database, owned by a new role", scene.name, observed.owner
        )
        scene.narrator.prove(
            f"It takes {APPROVED_LIMIT} connections there, as approved",
            APPROVED_LIMIT,
            observed.connection_limit,
        )
        ordered = tuple(subscription.document["database"]["extensions"])
        scene.narrator.prove(f"It has the extension {', '.join(ordered)}", ordered, observed.extensions)
        if done.temporal_url:
            scene.narrator.say(f"The run in the Temporal Web UI: {done.temporal_url}")


def use(scene: Scene, process_id: str) -> None:
    """Fetch the password, once, and log in with it."""
    with scene.narrator.stage("Its password is fetched once, and works"):
        secret = ("processes", process_id, "secrets", "password", "reveal")
        scene.password = scene.api.post(*secret)["value"]
        try:
            scene.api.post(*secret)
        except RefusedRequestError as refused:
            scene.narrator.prove("Handing it out again is refused", 410, refused.http_status)
        else:
            raise DemoError("The password was handed out twice.")
        address = scene.address()
        session = managed.log_in(address, scene.password)
        scene.narrator.prove(f"The owner logs in at {address}", scene.name, session.user)
        scene.narrator.prove("That leads to the database", scene.name, session.database)
        scene.narrator.prove("A statement may take 2.5 s there", 2500, session.statement_timeout_ms)
        wrong = scene.server.refuses(dbname=scene.name, user=scene.name, password=f"{scene.password}x")
        scene.narrator.prove("A wrong password is refused", True, wrong)


def _extension(scene: Scene, where: dict[str, Any]) -> str:
    """Choose an extension, best one that only this server offers."""
    offers = {server: _offered(scene, where | {"server": server}) for server in scene.servers}
    ours = offers[scene.server_name]
    scene.narrator.say(
        "The form's second page depends on the first: "
        + ", ".join(f"{server} offers {len(offered)} extensions" for server, offered in offers.items())
        + "."
    )
    elsewhere = {
        name for server, offered in offers.items() if server != scene.server_name for name in offered
    }
    only_here = [name for name in ours if name not in elsewhere]
    if only_here:
        scene.narrator.say(f"Only {scene.server_name} offers {', '.join(only_here)}.")
    if not ours:
        raise DemoError(f"{scene.server_name} offers no extension.")
    return (only_here or ours)[0]


def _offered(scene: Scene, where: dict[str, Any]) -> list[str]:
    try:
        scene.api.post("processes", "create_database", body=[where])
    except PageNeededError as needed:
        return options_of(needed.schema, "extensions")
    raise DemoError("The order needs no second page.")


def _refused(scene: Scene, pages: list[dict[str, Any]], field: str, what: str) -> None:
    try:
        scene.start("create_database", *pages)
    except PageRefusedError as refused:
        scene.narrator.prove(what, [field], [error["loc"][0] for error in refused.errors])
        scene.narrator.say(refused.errors[0]["msg"])
    else:
        raise DemoError(f"The order was taken although {field} is {pages[-1][field]!r}.")
