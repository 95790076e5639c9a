"""The database is modified, found in sync, altered by hand, found drifted, and repaired."""

from ...activities.check import Verdict
from ...api.subscription_models import SubscriptionDetail, ValidationReport
from . import managed
from .narrator import OverdueError
from .scene import Scene

MODIFIED_LIMIT = 12
MODIFIED_TIMEOUT = "1.25"  # seconds, exactly
DRIFTED_LIMIT = 99

SCHEDULE = "schedule perdure-validate_database"
"""The reporter of what the Schedule starts."""


def modify(scene: Scene) -> None:
    """Change limits, and drop the extension."""
    with scene.narrator.stage("It is modified"):
        before = scene.subscription().version
        _agree(scene)
        scene.narrator.prove(
            "The subscription has a new version", True, scene.subscription().version > before
        )
        observed = scene.observe()
        scene.narrator.prove(
            f"{scene.server_name} takes {MODIFIED_LIMIT} connections to it, and the extension is gone",
            (MODIFIED_LIMIT, ()),
            (observed.connection_limit, observed.extensions),
        )
        session = managed.log_in(scene.address(), scene.password)
        scene.narrator.prove("A statement of its owner may take 1.25 s", 1250, session.statement_timeout_ms)


def find_in_sync(scene: Scene) -> None:
    """Wait for the Schedule to validate what was modified."""
    with scene.narrator.stage("The Schedule validates it, and finds it in sync"):
        version = scene.subscription().version
        report = _validated(scene, Verdict.IN_SYNC, version)
        scene.narrator.prove("It has found no difference", [], report.findings)
        verdicts = {check.title: check.verdict for check in report.checks}
        scene.narrator.prove(
            f"In sync by every check: {', '.join(verdicts)}",
            dict.fromkeys(verdicts, Verdict.IN_SYNC.value),
            verdicts,
        )


def drift(scene: Scene) -> None:
    """Alter the database by hand and wait for the Schedule to notice."""
    with scene.narrator.stage("Somebody alters it by hand, and the Schedule notices"):
        managed.limit_connections(scene.server, scene.name, DRIFTED_LIMIT)
        scene.narrator.say(f"ALTER DATABASE {scene.name} CONNECTION LIMIT {DRIFTED_LIMIT}")
        report = _validated(scene, Verdict.DRIFTED, scene.subscription().version)
        found = [(finding.path, finding.expected, finding.observed) for finding in report.findings]
        drifted = [("connection_limit", MODIFIED_LIMIT, DRIFTED_LIMIT)]
        claim = f"It has found a connection limit of {DRIFTED_LIMIT} where {MODIFIED_LIMIT} was agreed, and no more"
        scene.narrator.prove(claim, drifted, found)
        _nobody_else_validated(scene)


def repair(scene: Scene) -> None:
    """Have Perdure put back what was agreed."""
    with scene.narrator.stage("Perdure puts back what was agreed"):
        _agree(scene)
        claim = f"{scene.server_name} takes {MODIFIED_LIMIT} connections again"
        scene.narrator.prove(claim, MODIFIED_LIMIT, scene.observe().connection_limit)


def _agree(scene: Scene) -> None:
    change = {"connection_limit": MODIFIED_LIMIT, "statement_timeout": MODIFIED_TIMEOUT, "extensions": []}
    scene.run("modify_database", scene.page(), change)


def _validated(scene: Scene, verdict: Verdict, version: int) -> ValidationReport:
    """Wait until a validation of this version comes to this verdict; make sure that it was the Schedule's."""

    def look() -> ValidationReport | None:
        report = scene.subscription().last_validation
        return report if report and (report.verdict, report.version) == (verdict, version) else None

    with scene.narrator.waiting("Waiting for the Schedule; we start no validation ourselves"):
        try:
            report = scene.wait(look, scene.patience, f"A validation that says {verdict}")
        except OverdueError as error:
            raise OverdueError(f"{error} {_last_word(scene.subscription())}") from None
    process = scene.process(str(report.process_id))
    claim = f"Process {process.id}, started by {process.reporter}, says {report.verdict}"
    scene.narrator.prove(claim, SCHEDULE, process.reporter)
    return report


def _last_word(subscription: SubscriptionDetail) -> str:
    report = subscription.last_validation
    if report is None:
        said = "It was never validated."
    else:
        said = f"The last validation, of version {report.version}, said {report.verdict}."
    return (
        f"{said} How often the Schedule runs is the worker's PERDURE_VALIDATION_INTERVAL, a day where nobody has set "
        "it (in `perdure run`: a minute); --patience is how long the demo waits."
    )


def _nobody_else_validated(scene: Scene) -> None:
    validations = scene.api.get("processes", kind="validation", subscription_id=scene.subscription_id)
    reporters = {item["reporter"] for item in validations["items"]}
    scene.narrator.prove("Nobody else has validated it", {SCHEDULE}, reporters)
