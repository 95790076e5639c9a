"""The API's description says everything that an answer can be."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from perdure.api.app import DOCS, ROUTERS, create_app
from perdure.settings import Settings

PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
WIZARD = {"FormNotComplete": "510", "FormNotValid": "400"}


@pytest.fixture
def description(settings: Settings) -> dict[str, Any]:
    """The OpenAPI document."""
    return create_app(settings).openapi()


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation with its method and path."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_route_is_described(description: dict[str, Any]) -> None:
    """What the application serves below /api is in the document, with a sentence."""
    served = {
        f"{method} /api{route.path_format}"
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }

    described = dict(operations(description))

    assert served == set(described)
    assert [] == [name for name, operation in described.items() if not operation.get("description")]


def test_every_error_of_every_route_is_a_problem_document(description: dict[str, Any]) -> None:
    """Each documented status from 400 on has a problem document, or one of the wizard's two bodies."""
    undescribed = []
    for name, operation in operations(description):
        for status, response in operation["responses"].items():
            content = response.get("content", {})
            bodies = {
                media["schema"]["$ref"].rsplit("/")[-1]
                for media in content.values()
                if "$ref" in media["schema"]
            }
            wizard = any(WIZARD.get(body) == status for body in bodies)
            if status >= "400" and not wizard and content != PROBLEM:
                undescribed.append((name, status))

    assert [] == undescribed


def test_every_route_documents_what_its_input_can_cause(description: dict[str, Any]) -> None:
    """Parameters can be invalid, bodies also no JSON, of another type or too large, and ids unknown."""
    missing = []
    for name, operation in operations(description):
        expected = set()
        parameters = operation.get("parameters", [])
        if parameters:
            expected |= {"422"}
        if any(parameter["in"] == "path" for parameter in parameters):
            expected |= {"404"}
        if "requestBody" in operation:
            expected |= {"400", "413", "415", "422"}
        if not name.startswith("GET /api/workflows"):
            expected |= {"503"}
        missing += [(name, status) for status in sorted(expected - set(operation["responses"]))]

    assert [] == missing


def test_every_503_documents_when_to_try_again(description: dict[str, Any]) -> None:
    """Retry-After is part of the answer."""
    assert [] == [
        name
        for name, operation in operations(description)
        if "503" in operation["responses"]
        and "Retry-After" not in operation["responses"]["503"].get("headers", {})
    ]


def test_every_parameter_and_member_is_described(description: dict[str, Any]) -> None:
    """A client's author need not guess what anything means."""
    parameters = [
        f"{name}: {parameter['name']}"
        for name, operation in operations(description)
        for parameter in operation.get("parameters", [])
        if parameter["in"] != "path" and not parameter.get("description")
    ]
    members = [
        f"{model}.{member}"
        for model, schema in description["components"]["schemas"].items()
        for member, details in schema.get("properties", {}).items()
        if not details.get("description")
    ]

    assert [] == parameters
    assert [] == members


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    """No `$ref` is left dangling."""
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}

    assert set(_references(description)) <= known


def test_the_page_for_people_needs_no_internet(settings: Settings) -> None:
    """All that it loads is served from here."""
    client = TestClient(create_app(settings))

    page = client.get(DOCS).text
    loaded: list[str] = re.findall(r'(?:src|href)="([^"]+)"', page)

    assert 3 == len(loaded)
    assert [200, 200, 200] == [client.get(link).status_code for link in loaded]
    assert "http" not in "".join(loaded)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)
