"""Files for forms: uploaded, named in an answer, read by the steps of their process, and by nobody else."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest
from hand import Hand
from lamp_api import Api
from sqlalchemy import func, select, update

from perdure import Plugin, State, StepContext, StepList, begin, inputstep, step, task
from perdure.activities.admission import admit
from perdure.db.tables import uploaded_file, uploaded_part
from perdure.forms import File, FormGenerator, FormPage
from perdure.workflows.reconciler import reconcile

LARGE = bytes(range(256)) * 10_000
"""More than two parts."""


class ContractPage(FormPage):
    contract: Annotated[UUID, File(accept=("application/pdf", "image/*"), max_bytes=5_000_000)]
    spare: Annotated[UUID | None, File(max_bytes=10)] = None


def contract_form() -> FormGenerator:
    return (yield ContractPage).answers()


@step("Read the contract")
def read_contract(contract: UUID, context: StepContext) -> State:
    found = context.uploaded_file(contract)
    content = context.read_file(str(contract))
    return {"name": found.name, "type": found.media_type, "size": found.size, "same": content == LARGE}


@inputstep("Ask for another", assignee="NOC")
def another(contract: UUID) -> FormGenerator:
    class AnotherPage(FormPage):
        contract_again: Annotated[UUID, File()] = contract
        other: Annotated[UUID, File()]

    return (yield AnotherPage).answers()


@step("Read somebody else's file")
def read_other(other: UUID, context: StepContext) -> State:
    return {"length": len(context.read_file(other))}


@task("Archive", form=contract_form)
def archive() -> StepList:
    return begin >> read_contract


@task("Archive two", form=contract_form)
def archive_two() -> StepList:
    return begin >> read_contract >> another >> read_other


class AnyPage(FormPage):
    contract: UUID


@task("Pry", form=lambda: AnyPage)
def pry() -> StepList:
    return begin >> read_contract


plugin = Plugin("archive", workflows=[archive, archive_two, pry])


def upload(
    busy: Api,
    content: bytes = LARGE,
    *,
    name: str = "offer Ü.pdf",
    actor: str = "anna",
    kind: str = "application/pdf",
) -> str:
    response = busy.post(
        "/api/files",
        params={"name": name},
        content=content,
        headers={"Content-Type": kind, "X-Perdure-Actor": actor},
    )
    assert 201 == response.status_code, response.text
    return str(response.json()["id"])


def content_of(busy: Api, file_id: str, actor: str = "anna") -> Any:
    return busy.get(f"/api/files/{file_id}/content", headers={"X-Perdure-Actor": actor})


def start(busy: Api, *pages: Any, workflow: str = "archive", actor: str = "anna") -> Any:
    return busy.post(f"/api/processes/{workflow}", json=pages, headers={"X-Perdure-Actor": actor})


def test_a_step_reads_the_file_that_was_uploaded(busy: Api) -> None:
    """Name, type, size and every byte of it."""
    done = busy.until(start(busy, {"contract": upload(busy)}).json()["id"], "completed")["current_state"]

    assert ("offer Ü.pdf", "application/pdf", len(LARGE), True) == (
        done["name"],
        done["type"],
        done["size"],
        done["same"],
    )


def test_the_uploader_reads_it_until_a_process_uses_it(busy: Api) -> None:
    """Nobody else does; from then on it is the process's only, and no other process may have it."""
    file_id = upload(busy)

    mine, theirs = content_of(busy, file_id), content_of(busy, file_id, "eve")
    known = busy.get(f"/api/files/{file_id}", headers={"X-Perdure-Actor": "anna"}).json()
    stolen = start(busy, {"contract": file_id}, actor="eve")
    used = start(busy, {"contract": file_id})
    twice = start(busy, {"contract": file_id})

    assert (200, LARGE, 404) == (mine.status_code, mine.content, theirs.status_code)
    assert "attachment; filename*=UTF-8''offer%20%C3%9C.pdf" == mine.headers["content-disposition"]
    assert ("offer Ü.pdf", len(LARGE)) == (known["name"], known["size"])
    assert (400, 201, 400) == (stolen.status_code, used.status_code, twice.status_code)
    assert [["contract"]] == [error["loc"] for error in twice.json()["validation_errors"]]
    assert 404 == content_of(busy, file_id).status_code


def test_a_file_that_was_only_looked_at_is_not_used(busy: Api) -> None:
    """An answer that is refused, or walked for something else, takes nothing."""
    file_id = upload(busy)

    start(busy, {"contract": file_id, "spare": str(uuid4())})
    busy.post(
        "/api/workflows/archive/form", json=[{"contract": file_id}], headers={"X-Perdure-Actor": "anna"}
    )

    assert 200 == content_of(busy, file_id).status_code


@pytest.mark.parametrize(
    ("field", "content", "kind", "error"),
    [
        ("contract", b"text", "text/plain", "file_type"),
        ("contract", b"x" * 5_000_001, "image/png", "file_too_large"),
        ("spare", b"x" * 11, "text/plain", "file_too_large"),
    ],
)
def test_a_file_of_the_wrong_kind_is_the_field_s_error(
    busy: Api, field: str, content: bytes, kind: str, error: str
) -> None:
    """Type and size are checked by the server, at the field."""
    answers = {"contract": upload(busy), field: upload(busy, content, kind=kind)}

    refused = start(busy, answers)

    assert [([field], error)] == [(one["loc"], one["type"]) for one in refused.json()["validation_errors"]]


def test_an_input_step_takes_files_too(busy: Api) -> None:
    """A new one of whoever answers, and one that the process has already; not one of somebody else."""
    contract = upload(busy)
    process_id = start(busy, {"contract": contract}, workflow="archive_two").json()["id"]
    busy.until(process_id, "suspended")
    bert = {"X-Perdure-Actor": "bert"}

    refused = busy.put(f"/api/processes/{process_id}/resume", json=[{"other": upload(busy)}], headers=bert)
    other = upload(busy, b"four", actor="bert")
    taken = busy.put(f"/api/processes/{process_id}/resume", json=[{"other": other}], headers=bert)

    assert (400, 204) == (refused.status_code, taken.status_code)
    assert 4 == busy.until(process_id, "completed")["current_state"]["length"]
    assert 404 == content_of(busy, other, "bert").status_code


def test_a_step_reads_no_file_of_another_process(busy: Api) -> None:
    """Its id is not enough."""
    file_id = upload(busy)
    start(busy, {"contract": file_id})

    failed = busy.until(start(busy, {"contract": file_id}, workflow="pry").json()["id"], "failed")

    assert f"has no file '{file_id}'" in failed["failure"]


def test_of_two_starts_with_one_file_one_wins(busy: Api, shared: Hand) -> None:
    """The other is refused: no file is in two processes, however close they were."""

    async def both(file_id: str) -> list[object]:
        starts = [admit(shared.database, "archive", [{"contract": file_id}], actor="anna") for _ in range(2)]
        return await asyncio.gather(*starts, return_exceptions=True)

    outcomes = asyncio.run(both(upload(busy)))

    assert 1 == len([outcome for outcome in outcomes if isinstance(outcome, Exception)]), outcomes


def test_a_file_that_nobody_uses_expires(busy: Api, shared: Hand) -> None:
    """It is not found any more, and the reconciler throws it away with its parts; one that is used stays."""
    expired, used = upload(busy), upload(busy)
    busy.until(start(busy, {"contract": used}).json()["id"], "completed")
    past = update(uploaded_file).where(uploaded_file.c.file_id == expired)
    with shared.database.transaction() as connection:
        connection.execute(past.values(expires_at=func.now() - timedelta(seconds=1)))

    gone = content_of(busy, expired)
    asyncio.run(round_of_the_reconciler(shared))

    assert 404 == gone.status_code
    assert (0, 3) == (parts(shared, expired), parts(shared, used))


async def round_of_the_reconciler(shared: Hand) -> None:
    await reconcile(await shared.client(), shared.database, task_queue=shared.settings.task_queue)


def parts(shared: Hand, file_id: str) -> int:
    query = select(func.count()).where(uploaded_part.c.file_id == file_id)
    with shared.database.reading() as connection:
        return connection.scalar(query) or 0


def chunks(length: int) -> Iterator[bytes]:
    for _ in range(length // 65_536 + 1):
        yield b"x" * 65_536


@pytest.mark.parametrize(
    ("name", "content", "headers", "status", "words"),
    [
        ("a.pdf", b"", {}, 400, "empty"),
        ("", b"x", {}, 422, "name"),
        ("../../etc/passwd", b"x", {}, 422, "name"),
        ("a\0b", b"x", {}, 422, "name"),
        ("a" * 256, b"x", {}, 422, "name"),
        ("a.pdf", b"x", {"Content-Type": "multipart/form-data; boundary=x"}, 415, "send the file itself"),
        ("a.pdf", b"x", {"Content-Type": "nonsense"}, 415, "'nonsense'"),
        ("a.pdf", b"x", {"Sec-Fetch-Site": "cross-site"}, 403, "another site"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    *, busy: Api, shared: Hand, name: str, content: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    """A 4xx that says what is wrong; nothing is kept."""
    before = shared.counts()["uploaded_file"]

    response = busy.post("/api/files", params={"name": name}, content=content, headers=headers)

    assert status == response.status_code, response.text
    assert words in response.json()["detail"]
    assert before == shared.counts()["uploaded_file"]


def test_a_file_over_the_limit_is_refused_as_it_arrives(busy: Api, shared: Hand) -> None:
    """413, also when nobody said how large it would be; a file may be larger than another body."""
    limit = shared.settings.max_file_bytes
    larger = shared.settings.max_body_bytes + 1

    refused = busy.post("/api/files", params={"name": "large"}, content=chunks(limit))
    taken = busy.post("/api/files", params={"name": "large"}, content=b"x" * larger)

    assert (413, 201) == (refused.status_code, taken.status_code)
    assert f"{limit:,}" in refused.json()["detail"]


def test_a_draft_keeps_the_id_of_a_file(busy: Api) -> None:
    """It is an answer like any other."""
    file_id = upload(busy)
    anna = {"X-Perdure-Actor": "anna"}

    kept = busy.put(
        f"/api/drafts/{uuid4()}", json={"workflow": "archive", "pages": [{"contract": file_id}]}, headers=anna
    )

    assert [{"contract": file_id}] == kept.json()["pages"]
    assert json.dumps(file_id) in kept.text
