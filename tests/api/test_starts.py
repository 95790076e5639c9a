"""Starting a process: the wizard, what is accepted, what is refused and why."""

from uuid import uuid4

import pytest
from lamp_api import Api

from perdure.settings import Settings
from perdure.testing.worker import running_worker


def test_the_wizard_goes_page_by_page(api: Api) -> None:
    """Each shorter list of answers gets the next page; the complete list starts the process."""
    order = api.order()

    pages = [api.post("/api/processes/create_lamp", json=order[:count]) for count in range(3)]
    started = api.post("/api/processes/create_lamp", json=order)

    assert [(510, 0), (510, 1), (510, 2)] == [(page.status_code, page.json()["page"]) for page in pages]
    assert {"room", "watts"} == set(pages[2].json()["form"]["properties"])
    assert {"hasNext": False} == pages[2].json()["meta"]
    assert (201, "accepted") == (started.status_code, started.json()["status"])


def test_the_errors_of_a_page_name_page_and_field(api: Api) -> None:
    """400 has the index of the page and the fields that do not fit."""
    response = api.post("/api/processes/create_lamp", json=api.order(room="Kitchen 2", watts=101))

    assert (400, "FormValidationError", 2) == (
        response.status_code,
        response.json()["type"],
        response.json()["page"],
    )
    assert [["room"], ["watts"]] == [error["loc"] for error in response.json()["validation_errors"]]


def test_an_earlier_page_that_is_wrong_is_told_first(api: Api) -> None:
    """Going on with a wrong answer on page 2 gets the error of page 2."""
    pages = api.order(place="on the moon")

    response = api.post("/api/processes/create_lamp", json=pages)

    assert (400, 1, [["place"]]) == (
        response.status_code,
        response.json()["page"],
        [error["loc"] for error in response.json()["validation_errors"]],
    )


def test_the_actor_of_a_start_is_its_reporter(api: Api) -> None:
    """What the header says is who started it, whatever the answers say."""
    process_id = api.start("create_lamp", api.order(), actor="anna")

    assert "anna" == api.process(process_id)["reporter"]


def test_a_workflow_without_a_form_starts_with_no_answers(api: Api) -> None:
    """`[]` and `[{}]` are both no answers."""
    for pages in ([], [{}]):
        assert 201 == api.post("/api/processes/sweep_shop", json=pages).status_code


def test_an_unknown_workflow_is_not_found(api: Api) -> None:
    """404 names the workflows that there are."""
    response = api.post("/api/processes/create_sun", json=[])

    assert (404, "not_found") == (response.status_code, response.json()["code"])
    assert "create_lamp" in response.json()["detail"]


def test_the_same_idempotency_key_and_body_are_one_process(api: Api) -> None:
    """A start that is sent again is answered with the process that it made."""
    order, key = api.order(), {"Idempotency-Key": "order-1"}

    first = api.post("/api/processes/create_lamp", json=order, headers=key)
    second = api.post("/api/processes/create_lamp", json=order, headers=key)

    assert (201, first.json()["id"]) == (second.status_code, second.json()["id"])
    assert 1 == len(api.get("/api/processes").json()["items"])


def test_the_same_idempotency_key_with_another_body_is_refused(api: Api) -> None:
    """422 names the process that has the key."""
    key = {"Idempotency-Key": "order-1"}
    first = api.post("/api/processes/create_lamp", json=api.order(), headers=key)

    second = api.post("/api/processes/create_lamp", json=api.order(room="hall"), headers=key)

    assert (422, "unprocessable") == (second.status_code, second.json()["code"])
    assert first.json()["id"] == second.json()["process_id"]


def test_a_subscription_that_a_process_works_on_is_locked(api: Api, settings: Settings) -> None:
    """409 has the id of the process that works on it."""
    with running_worker(settings):
        pages = [{"subscription_id": api.lamp()}, {"watts": 60}]
    first = api.start("modify_lamp", pages)

    second = api.post("/api/processes/modify_lamp", json=pages)

    assert (409, "locked", first) == (second.status_code, second.json()["code"], second.json()["process_id"])


@pytest.mark.usefixtures("worker")
def test_a_start_on_a_stale_version_says_who_changed_it(api: Api) -> None:
    """The version that the client saw must be the current one."""
    subscription_id = api.lamp()
    version = api.get(f"/api/subscriptions/{subscription_id}").json()["version"]
    api.until(
        api.start("modify_lamp", [{"subscription_id": subscription_id}, {"watts": 60}], actor="bert"),
        "completed",
    )

    response = api.post(
        "/api/processes/modify_lamp",
        json=[{"subscription_id": subscription_id, "version": version}, {"watts": 80}],
    )

    assert (400, [["version"]]) == (
        response.status_code,
        [error["loc"] for error in response.json()["validation_errors"]],
    )
    assert "bert" in response.json()["validation_errors"][0]["msg"]


@pytest.mark.usefixtures("worker")
def test_a_subscription_in_the_wrong_state_is_refused(api: Api) -> None:
    """412 says which state it has and which it should have."""
    subscription_id = api.lamp()
    api.until(api.start("terminate_lamp", [{"subscription_id": subscription_id}]), "completed")

    response = api.post(
        "/api/processes/modify_lamp", json=[{"subscription_id": subscription_id}, {"watts": 60}]
    )

    assert (412, "refused") == (response.status_code, response.json()["code"])
    assert "terminated" in response.json()["detail"]


def test_a_subscription_that_does_not_exist_is_the_page_s_error(api: Api) -> None:
    """It is an answer that does not fit, so it is told as one."""
    response = api.post("/api/processes/modify_lamp", json=[{"subscription_id": str(uuid4())}])

    assert (400, [["subscription_id"]]) == (
        response.status_code,
        [error["loc"] for error in response.json()["validation_errors"]],
    )
