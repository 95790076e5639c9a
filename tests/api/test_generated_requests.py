"""Five hundred generated requests: nothing breaks, and every answer is as documented."""

from typing import Any

import lamps
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how_to_run
from hypothesis import strategies as st
from lamp_api import Api
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from perdure.api.app import create_app
from perdure.settings import Settings
from perdure.testing.worker import running_worker

REQUESTS = 500
EACH = 9
"""Requests per operation: more than their share, because some operations have fewer that differ."""
STARTS = 60
"""Starts of workflows: few of them get as far as a form's next page, and how many depends on all that is documented."""
START = "POST /api/processes/{key}"

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# 510 is how the wizard asks for another page.
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"not_a_server_error": {"expected-statuses": ["2xx", "3xx", "4xx", 510]}}}
)


def test_generated_requests_get_documented_answers(api: Api, settings: Settings) -> None:
    """Valid and invalid requests, at ids that exist and that do not: no 5xx, no undocumented answer."""
    with running_worker(settings):
        lamp = api.lamp()
        suspended = api.start("create_lamp", api.order(place="outdoors"))
        api.until(suspended, "suspended")
        failed = api.start("create_lamp", api.order(room="attic"))
        api.until(failed, "failed")
    known = {
        "process_id": [suspended, failed],
        "subscription_id": [lamp],
        "product_id": [api.lamp_product()],
        "customer_id": ["default"],
        "key": [workflow.name for workflow in lamps.plugin.workflows],
        "name": ["pin"],
    }
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", create_app(settings), config=CONFIG)
    # Without the streams, which never end.
    operations = [found.ok() for found in schema.exclude(path_regex="/events$").get_all_operations()]
    # Last, because what follows a pause is refused with 503.
    operations.sort(key=lambda operation: operation.path == "/api/settings/status")
    sent: dict[int, int] = {}

    for operation in operations:
        right = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

        @given(case=right | wrong, place=st.integers(0, 3))
        @how_to_run(
            max_examples=STARTS if operation.label == START else EACH,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def send(case: Any, place: int) -> None:
            for name in case.path_parameters or {}:
                if place < len(known.get(name, [])):
                    case.path_parameters[name] = known[name][place]
            response = case.call()
            sent[response.status_code] = sent.get(response.status_code, 0) + 1
            case.validate_response(response, checks=CHECKS)

        send()

    assert REQUESTS <= sum(sent.values()), sent
    assert {200, 201, 204, 400, 404, 409, 422, 510} <= set(sent)
