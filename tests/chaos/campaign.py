"""A campaign: flows under load, a nemesis among them, and the eight invariants at the end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from customers import Customers
from deaths import MOMENTS
from evidence import make_tables, post
from fleet import api_of, fleet_of, warm_up
from histories import keep_histories, live_runs
from installation import loaded, settings_for
from invariants import violations
from nemesis import Deed, Nemesis, deeds
from outside import ADDRESS
from population import GADGET, SEED, Author, Gadget
from posts import Posts
from proxy import proxied
from sqlalchemy import insert, make_url, text

from perdure.db.customers import ensure_default_customer
from perdure.db.engine import Database
from perdure.db.products import mirror_products
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.catalogue import catalogue
from perdure.domain.errors import UnavailableError
from perdure.domain.lifecycle import ACTIVE
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel
from perdure.embedded import temporal as temporal_module
from perdure.embedded.ports import free_port
from perdure.embedded.postgres import PostgresServer
from perdure.embedded.temporal import TemporalServer
from perdure.settings import Settings
from perdure.testing.servers import fresh_namespace, temporal_server
from perdure.testing.waiting import eventually

WORKERS: Final = 5
OPEN: Final = 24
"""So many processes are kept open while the nemesis works."""

SUBSCRIPTIONS: Final = 6
"""So many subscriptions are there to be modified; few, so that two want the same one."""

SETTLING: Final = 240.0
"""Within so many seconds after the last fault everything has ended: what a worker that died had in its hands is given
to another after two, a terminated run is seen after four, and some flows have slow steps ahead of them."""

SERVERS: Final = ("postgres", "temporal")


@dataclass(frozen=True)
class Size:
    """How long a campaign is.

    Args:
        deeds: what the nemesis does, and how often.
        least: so many of these there must have been, or it was no campaign: ``kill``, ``restart``, ``reset``.
        doubled: so many posts are made twice at least.
        pause: seconds between two deeds, on average.
    """

    deeds: Mapping[str, int]
    least: Mapping[str, int]
    doubled: int
    pause: float = 0.3


SHORT: Final = Size(
    {
        "kill": 13,
        "kill before commit": 6,
        "kill after commit": 6,
        "kill during heartbeat": 6,
        "restart postgres": 3,
        "restart temporal": 2,
        "drop postgres": 2,
        "drop temporal": 2,
        "hold postgres": 1,
        "hold temporal": 1,
        "reset": 5,
        "terminate": 2,
        "cancel": 1,
        "abort": 1,
        "undo": 4,
    },
    least={"kill": 30, "restart": 5, "reset": 5},
    doubled=200,
)
LONG: Final = Size(
    {what: 7 * number for what, number in SHORT.deeds.items()},
    least={"kill": 200, "restart": 20, "reset": 20},
    doubled=1000,
)


@dataclass
class Report:
    """What happened.

    Args:
        seed: repeats the population and the decisions.
        flows: processes that were accepted.
        doubled: posts that were made twice.
        deeds: what the nemesis did, and how often.
        violations: of invariants.
        surprises: answers that nobody expects.
    """

    seed: str
    flows: int = 0
    doubled: int = 0
    deeds: Counter[str] = field(default_factory=Counter)
    violations: Sequence[str] = ()
    surprises: Sequence[str] = ()

    def count(self, what: str) -> int:
        """How many deeds of a kind there were."""
        return sum(number for name, number in self.deeds.items() if name.split()[0] == what)

    def shortages(self, size: Size) -> list[str]:
        """What there was too little of."""
        found = [
            f"only {self.count(what)} {what}s, not {number}"
            for what, number in size.least.items()
            if self.count(what) < number
        ]
        found += [f"nobody was killed {moment}" for moment in MOMENTS if not self.deeds[f"kill {moment}"]]
        if self.doubled < size.doubled:
            found.append(f"only {self.doubled} posts sent twice, not {size.doubled}")
        return found

    def __str__(self) -> str:
        whats = ("kill", "restart", "reset", "terminate", "cancel", "abort", "undo", "drop", "hold")
        done = ", ".join(f"{self.count(what)} {what}s" for what in whats)
        return (
            f"chaos, seed {self.seed}: {self.flows} flows, {self.doubled} posts sent twice, {done}; "
            f"{len(self.violations)} violations"
        )


def campaign(seed: str, size: Size, postgres: PostgresServer, database_url: str, log: Path) -> Report:
    """Run a campaign.

    Args:
        seed: the population and the nemesis's decisions follow from it.
        size: how long it is.
        postgres: will be restarted.
        database_url: a migrated database there.
        log: where the workers' output goes.
    """
    plugin = Author(seed).plugin()
    names = {workflow.name for workflow in plugin.workflows}
    report = Report(seed)
    warm_up()
    with ExitStack() as stack:
        temporal = stack.enter_context(_impatient_temporal())
        database = Database(database_url, pool_size=10)
        stack.callback(database.close)
        stack.enter_context(loaded(plugin))
        subscriptions = _prepare(database)
        networks = {
            name: stack.enter_context(proxied(server.port))
            for name, server in zip(SERVERS, (postgres, temporal), strict=True)
        }
        direct = settings_for(database_url, temporal, fresh_namespace(temporal))
        settings = _through(direct, networks["postgres"].port, networks["temporal"].port)
        environment = {SEED: seed, ADDRESS: database_url}
        address = stack.enter_context(api_of(settings, environment, log))
        fleet = stack.enter_context(fleet_of(WORKERS, settings, environment, log))
        posts = Posts(address)
        stack.callback(posts.close)
        customers = Customers(posts, database, flows=plugin.workflows, subscriptions=subscriptions, seed=seed)
        stack.callback(customers.close)
        servers = {"postgres": postgres, "temporal": temporal}
        nemesis = Nemesis(
            fleet,
            customers,
            servers=servers,
            networks=networks,
            address=temporal.address,
            namespace=direct.temporal_namespace,
        )
        _fight(customers, posts, nemesis, size, deeds(seed, size.deeds, pause=size.pause))
        _settle(customers, direct, names)
        fleet.stop()
        with database.transaction() as connection:
            connection.execute(insert(post), posts.rows())
        asyncio.run(keep_histories(direct, database, names, nemesis.terminated))
        with database.reading() as connection:
            report.violations = violations(connection)
            report.flows = connection.scalar(text("SELECT count(*) FROM process")) or 0
        report.doubled = posts.doubled
        report.deeds = nemesis.done
        report.surprises = posts.surprises
    return report


def _fight(customers: Customers, posts: Posts, nemesis: Nemesis, size: Size, decided: Sequence[Deed]) -> None:
    """Keep the engine busy until the nemesis has done everything, and enough was posted twice."""
    failure: list[BaseException] = []

    def work() -> None:
        try:
            for deed in decided:
                nemesis.do(deed)
        except BaseException as error:  # noqa: BLE001 — raised again below
            failure.append(error)

    thread = threading.Thread(target=work, name="nemesis", daemon=True)
    thread.start()
    while thread.is_alive() or (posts.doubled < size.doubled and not failure):
        with suppress(UnavailableError):
            if len(customers.open_processes()) < OPEN:
                customers.start()
            customers.look()
        time.sleep(0.1)
    if failure:
        raise failure[0]


def _settle(customers: Customers, settings: Settings, workflows: Collection[str]) -> None:
    """Let everything come to its end, the runs too; what does not is found by the checks."""

    def ended() -> bool:
        with suppress(UnavailableError):
            customers.look()
            at_rest = customers.idle and not customers.open_processes()
            return at_rest and not asyncio.run(live_runs(settings, workflows))
        return False

    with suppress(TimeoutError):
        eventually(ended, seconds=SETTLING, what="the end of every process")


def _prepare(database: Database) -> list[str]:
    """Tables, products, and subscriptions to modify; their ids."""
    mirror_products(database, catalogue)
    ensure_default_customer(database)
    session = SubscriptionSession(database)
    with bind_store(session):
        made = [Gadget.new(GADGET.name, "default", insync=True) for _ in range(SUBSCRIPTIONS)]
        active = [SubscriptionModel.from_other_lifecycle(one, ACTIVE) for one in made]
    with database.transaction() as connection:
        make_tables(connection)
        write_changes(connection, session.changes())
    return [str(one.subscription_id) for one in active]


def _through(settings: Settings, postgres: int, temporal: int) -> Settings:
    """The same, by way of the networks that fail, for processes of their own."""
    url = make_url(settings.database_url).set(port=postgres).render_as_string(hide_password=False)
    return settings.model_copy(
        update={
            "database_url": url,
            "temporal_address": f"127.0.0.1:{temporal}",
            "plugins": ("population:plugin",),
            "api_port": free_port(),
        }
    )


@contextmanager
def _impatient_temporal() -> Iterator[TemporalServer]:
    """A Temporal server that soon gives up on a worker that has taken a workflow task."""
    name, before = "history.defaultWorkflowTaskTimeout", dict(temporal_module.DYNAMIC_CONFIG)
    temporal_module.DYNAMIC_CONFIG[name] = '"2s"'
    try:
        with temporal_server() as server:
            yield server
    finally:
        temporal_module.DYNAMIC_CONFIG.clear()
        temporal_module.DYNAMIC_CONFIG.update(before)
