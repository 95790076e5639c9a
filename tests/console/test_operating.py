"""What an operator does without a browser's scripts: plain pages, plain forms, and an answer that is a page."""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from hand import Hand
from sample_product import outside, real

from perdure import Plugin, StepList, begin, task
from perdure.console.app import create_site
from perdure.forms import FormGenerator, FormPage
from perdure.testing.waiting import eventually


def inventory_form() -> FormGenerator:
    raise ConnectionError("the inventory does not answer")
    yield FormPage


@task("Ask the inventory", form=inventory_form)
def ask_inventory() -> StepList:
    return begin


plugin = Plugin("inventory", workflows=[ask_inventory])

FROM_HERE = {"Sec-Fetch-Site": "same-origin", "X-Perdure-Actor": "carla"}
NOWHERE = "00000000-0000-0000-0000-000000000000"


@pytest.fixture(scope="module")
def site(shared: Hand) -> Iterator[TestClient]:
    """The site of an installation that all tests here share; a worker runs."""
    with TestClient(create_site(shared.settings), headers=FROM_HERE) as client:
        yield client


@pytest.fixture
def failed(shared: Hand) -> UUID:
    """A process that waits for a decision."""
    outside["fail"] = ["fatal"]
    return shared.run("count_task", {"count": 1}, status="failed")


def test_a_failed_step_is_skipped_with_a_reason(site: TestClient, shared: Hand, failed: UUID) -> None:
    """The answer leads back to the process, which says who decided what and why."""
    response = site.post(f"/processes/{failed}/skip", data={"/reason": "the note is not needed"})
    shared.until(failed, "completed")

    assert "The process goes on after the step." in response.text
    shown = site.get(f"/processes/{failed}").text
    assert "<strong>carla</strong> decided: skip. <q>the note is not needed</q>" in shown


def test_a_process_is_aborted_and_its_steps_undone(site: TestClient, shared: Hand, failed: UUID) -> None:
    """The box says whether what was done is taken back."""
    site.post(f"/processes/{failed}/abort", data={"/reason": "ordered twice", "/undo": "true"})
    row = shared.until(failed, "aborted")

    assert ("carla", "ordered twice", True) == (row.abort["actor"], row.abort["reason"], row.abort["undo"])


def test_a_decision_that_comes_too_late_says_so(site: TestClient, shared: Hand, failed: UUID) -> None:
    """It is a page with the sentence, and a way back to the process."""
    shared.abort(failed)
    shared.until(failed, "aborted")
    response = site.post(f"/processes/{failed}/retry", data={"/reason": "once more"})

    assert 409 == response.status_code
    assert "no failed step waits for a decision" in response.text
    assert f'href="/processes/{failed}"' in response.text


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ("{", "has to be a JSON object"),
        ("[1]", "has to be a JSON object"),
        ('{"count": "many"}', "count"),
        ('{"process_id": 1}', "cannot be edited"),
    ],
)
def test_a_change_of_state_that_cannot_be_is_refused(
    site: TestClient, shared: Hand, failed: UUID, edits: str, said: str
) -> None:
    """Nothing is decided then; the page says what is wrong, and what was typed is still there."""
    typed = {"_do": "retry", "/state/count": "2", "/other": edits, "/reason": "what was typed"}
    response = site.post(f"/processes/{failed}/retry", data=typed)

    assert 422 == response.status_code
    assert said in response.text.partition('class="flaws"')[2]
    assert 'value="what was typed"' in response.text
    assert "failed" == shared.process(failed).status


def test_a_note_is_kept_and_removed(site: TestClient, shared: Hand, failed: UUID) -> None:
    """A blank note is none."""
    site.post(f"/processes/{failed}/note", data={"note": "ask <b>Bob</b>"})
    assert "ask &lt;b&gt;Bob&lt;/b&gt;" in site.get(f"/processes/{failed}").text

    site.post(f"/processes/{failed}/note", data={"note": "  "})
    assert shared.process(failed).note is None


def test_all_that_failed_at_a_step_are_retried_at_once(site: TestClient, shared: Hand) -> None:
    """First the page says whom it is about, then it says what was decided."""
    outside["fail"] = ["fatal", "fatal"]
    both = [shared.run("count_task", {"count": count}, status="failed") for count in (1, 2)]
    preview = site.get("/failed/sample.note").text
    assert all(f"/processes/{process_id}" in preview for process_id in both)
    assert "sample.note" in site.get("/failed").text

    response = site.post("/failed/sample.note", data={"decision": "retry", "/reason": "all is well again"})

    assert "Decided about" in response.text
    for process_id in both:
        shared.until(process_id, "completed")
        assert "all is well again" in site.get(f"/processes/{process_id}").text


def test_processes_are_found_by_what_the_address_says(site: TestClient, shared: Hand) -> None:
    """Kinds are apart; a filter that was left blank is none; one that cannot be is a page that says so."""
    shared.run("count_task", {"count": 1}, actor="dora")

    assert "dora" not in site.get("/processes?reporter=dora&workflow=").text.partition("<tbody>")[2]
    assert ">dora<" in site.get("/processes?kind=task&reporter=dora&workflow=").text
    response = site.get("/processes?status=lost")
    assert (400, True) == (
        response.status_code,
        "The filter &#39;status&#39; cannot be used" in response.text,
    )


def test_a_long_list_is_read_page_by_page(site: TestClient, shared: Hand) -> None:
    """The next page begins where the last one ended, and keeps the filters."""
    for count in (1, 2, 3):
        shared.run("count_task", {"count": count}, actor="emil")

    first = site.get("/processes?kind=task&reporter=emil&limit=2").text
    assert 2 == first.count('scope="row"')
    link = first.partition('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&")
    second = site.get(link).text

    assert 1 == second.count('scope="row"')
    assert "First page" in second


def test_a_list_with_filters_is_kept_as_a_view(site: TestClient) -> None:
    """It is over the list, for its owner, until it is deleted; names are anybody's text."""
    kept = site.post(
        "/views", data={"list": "processes", "name": "<b>Mine</b>", "query": "kind=task&order=changed"}
    )
    assert "kind=task&order=changed" == kept.url.query.decode()
    link = '<a href="/processes?kind=task&amp;order=changed" aria-current="true">&lt;b&gt;Mine&lt;/b&gt;</a>'
    assert link in kept.text
    assert "Mine" not in site.get("/processes", headers={"X-Perdure-Actor": "dora"}).text

    delete = kept.text.partition("/views/")[2].partition('"')[0]
    assert "Mine" not in site.post(f"/views/{delete}").text


def test_subscriptions_are_searched_for_by_words(site: TestClient, shared: Hand) -> None:
    """Each word may be in the description, the customer's or the product's name; an id may be begun."""
    wanted, other = shared.line("search-50%_1"), shared.line("search-501")

    for search in ("50%25_1", "50%25_1%20LINE", "50%25_1 default", wanted[:13]):
        found = site.get(f"/subscriptions?search={search}").text
        assert (True, False) == (wanted in found, other in found), search


def test_subscriptions_are_taken_away_as_files(site: TestClient, shared: Hand) -> None:
    """All pages of what the filters find; no cell is a formula to a spreadsheet."""
    lines = [shared.line(f"=export {number}") for number in range(3)]
    table = site.get("/subscriptions.csv?search=export&limit=1")
    document = site.get("/subscriptions.json?search=export")

    assert "attachment" in table.headers["content-disposition"]
    assert 4 == len(table.text.splitlines())
    assert set(lines) == {item["subscription_id"] for item in document.json()}
    assert [] == site.get("/subscriptions.json?search=nothing-like-it").json()


def test_a_subscription_says_what_changed_and_what_may_be_started(site: TestClient, shared: Hand) -> None:
    """Versions name their fields before and after; a workflow that may not start says why."""
    line = shared.line("fra1-par1")
    shared.run("change_line", {"subscription_id": line}, {"new_speed": 25})
    outside["fail"] = ["fatal"]
    busy = shared.run("change_line", {"subscription_id": line}, {"new_speed": 30}, status="failed")

    shown = site.get(f"/subscriptions/{line}").text

    assert f'href="/subscriptions/{line}">Line fra1-par1</a>' in site.get("/processes").text
    assert "<dt>line.speed</dt>" in shown
    assert (
        f'<a href="/processes/{busy}">Change line</a></strong> started <span class="soft">by alice' in shown
    )
    assert f"Process {busy} (Change line) works on this subscription" in shown
    compared = site.get(f"/subscriptions/{line}/compare?older=2&newer=1").text
    assert compared.index("<code>10</code>") < compared.index("<code>25</code>")
    assert "<dd>10</dd>" in site.get(f"/subscriptions/{line}/versions/1").text
    assert 404 == site.get(f"/subscriptions/{line}/versions/99").status_code


def test_a_validation_shows_expected_beside_observed(site: TestClient, shared: Hand) -> None:
    """What the last one found, check by check; home names what has drifted, until it is terminated."""
    line = shared.line("par1-mad1")
    real["par1-mad1"] = 99
    shared.run("validate_line", {"subscription_id": line})

    shown = site.get(f"/subscriptions/{line}").text
    assert 'data-label="Expected"><code>10</code>' in shown
    assert 'class="observed"><code>99</code>' in shown
    assert line in _drifted(site)

    shared.run("end_line", {"subscription_id": line})
    assert line not in _drifted(site)


def _drifted(site: TestClient) -> str:
    return site.get("/").text.partition('id="drifted"')[2].partition("</section>")[0]


def test_a_subscription_is_set_in_sync_with_a_reason(site: TestClient, shared: Hand) -> None:
    """Without a reason it stays as it is."""
    line = shared.line("mad1-lis1", insync=False)
    address = f"/subscriptions/{line}/set_in_sync"

    assert 400 == site.post(address, data={"/reason": " "}).status_code
    assert not shared.subscription(line).insync
    site.post(address, data={"/reason": "mended by hand"})
    assert shared.subscription(line).insync


def test_a_note_stays_in_the_timeline(site: TestClient, shared: Hand) -> None:
    """It names who wrote it; the timeline may be looked at in parts."""
    line = shared.line("lis1-fra1")
    shown = site.post(f"/subscriptions/{line}/notes", data={"note": " call <Bob>\nfirst "}).text

    assert '<strong>Note</strong> <span class="soft">by carla</span>' in shown
    assert "call &lt;Bob&gt;\nfirst</p>" in shown
    assert "Version 1</a>" in shown
    versions = site.get(f"/subscriptions/{line}?kind=version").text
    assert ("Version 1</a>" in versions, "&lt;Bob&gt;" in versions) == (True, False)
    assert 400 == site.post(f"/subscriptions/{line}/notes", data={"note": " "}).status_code


def test_a_long_timeline_is_read_page_by_page(site: TestClient, shared: Hand) -> None:
    """Older entries are on the next page."""
    line = shared.line("fra1-lis1")
    site.post(f"/subscriptions/{line}/notes", data={"note": "read me"})
    first = site.get(f"/subscriptions/{line}?limit=1").text
    link = first.partition('#timeline-title" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&")
    second = site.get(link).text

    assert ("read me" in first, "Version 1</a>" in first) == (True, False)
    assert ("read me" in second, "Version 1</a>" in second) == (False, True)


def test_a_schedule_is_paused_from_its_page(site: TestClient, shared: Hand) -> None:
    """The page names who paused it and why, and lets it go on."""
    eventually(lambda: "/schedules/validate_line/pause" in site.get("/schedules").text, what="the schedule")

    paused = site.post("/schedules/validate_line/pause", data={"paused": "true", "reason": "works"}).text
    assert "carla: works" in paused
    assert "Let go on" in paused
    assert "Let go on" not in site.post("/schedules/validate_line/pause", data={"paused": "false"}).text


def test_a_sweep_shows_how_far_it_has_come(site: TestClient, shared: Hand) -> None:
    """The schedule's row says of how many subscriptions there is a verdict since it began."""
    shared.line("to be swept")
    eventually(lambda: "/schedules/validate_line/pause" in site.get("/schedules").text, what="the schedule")

    site.post("/schedules/validate_line/trigger")

    def done() -> bool:
        found = re.search(r"(\d+) of (\d+) validated since", site.get("/schedules").text)
        return found is not None and 0 < int(found[1]) == int(found[2])

    eventually(done, what="a verdict on each")


def test_a_schedule_is_made_and_deleted_on_its_page(site: TestClient) -> None:
    """Two pages of answers and the review; then it is in the list."""
    first = {"/workflow": "count_task", "/repeat": "interval", "/every": "3", "/unit": "hours"}
    shown = site.get("/schedules/new").text
    for answers in (first, {"/count": "7"}, {"_do": "submit"}):
        carried = shown.partition('name="_carried" value="')[2].partition('"')[0]
        shown = site.post("/schedules/new", data={"_carried": carried, "_do": "next", **answers}).text

    assert "every 3 h" in shown
    assert "count: 7" in shown
    delete = shown.partition("/delete")[0].rpartition('formaction="')[2]
    assert "every 3 h" not in site.post(f"{delete}/delete").text


def test_the_engine_is_paused_and_goes_on(site: TestClient) -> None:
    """Home says so meanwhile."""
    site.post("/schedules/engine", data={"paused": "true", "/reason": "<i>maintenance</i>"})
    assert "carla stopped it (&lt;i&gt;maintenance&lt;/i&gt;)" in site.get("/").text

    site.post("/schedules/engine", data={"paused": "false"})
    assert "stopped it" not in site.get("/").text


@pytest.mark.parametrize(
    "path",
    [
        f"/processes/{NOWHERE}",
        f"/subscriptions/{NOWHERE}",
        "/customers/nobody",
        "/catalogue/workflows/nothing",
    ],
)
def test_what_is_not_there_is_a_page(site: TestClient, path: str) -> None:
    """404, and a sentence."""
    response = site.get(path)

    assert (404, True) == (response.status_code, "There is no " in response.text)


def test_the_search_finds_everything(site: TestClient, shared: Hand, failed: UUID) -> None:
    """Pages, workflows to start, subscriptions and customers by words; a process by its id."""
    line = shared.line("search-me")

    for q, address in {
        "sched": "/schedules",
        "create line": "/workflows/create_line/start",
        "validate line": "/catalogue/workflows/validate_line",
        "SEARCH-ME": f"/subscriptions/{line}",
        "default cust": "/customers/default",
        str(failed): f"/processes/{failed}",
    }.items():
        assert f'<li><a href="{address}">' in site.get("/search", params={"q": q}).text
    assert "Nothing is called like that." in site.get("/search?q=no-such-thing").text


def test_a_workflow_shows_its_steps_and_what_it_asks_for(site: TestClient, shared: Hand) -> None:
    """The first page of its form is there to look at; a form that cannot be drawn says why."""
    shared.run("count_task", {"count": 1})

    shown = site.get("/catalogue/workflows/count_task").text
    assert '<fieldset class="preview" disabled>' in shown
    assert "Count</th>" in shown  # how long the step takes
    assert "Approve line" in site.get("/catalogue/workflows/create_line").text
    away = site.get("/catalogue/workflows/ask_inventory").text
    assert "Its form cannot be drawn now: the inventory does not answer" in away


def test_a_failed_process_goes_on_with_the_present_plan(site: TestClient, shared: Hand, failed: UUID) -> None:
    """First the page says what stays and what runs then."""
    preview = site.get(f"/processes/{failed}/plan").text
    done, upcoming = preview.partition("Runs then")[::2]
    assert ("<li>Count" in done, "<li>Note" in upcoming) == (True, True)

    response = site.post(f"/processes/{failed}/plan", data={"/reason": "the new code"})
    assert "The process goes on with the present plan." in response.text
    shared.until(failed, "completed")


def test_what_was_begun_is_found_at_home(site: TestClient) -> None:
    """A draft of whoever asks leads back into its form."""
    draft = "5b0c0b2f-5f0e-4c93-9d7c-000000000001"
    kept = site.put(f"/api/drafts/{draft}", json={"workflow": "count_task", "pages": [{"count": 1}]})
    assert kept.is_success, kept.text

    assert f'<a href="/workflows/count_task/start?draft={draft}">Count up</a>' in site.get("/").text
    assert draft not in site.get("/", headers={"X-Perdure-Actor": "somebody else"}).text


def test_a_subscription_is_shown_as_it_was_at_a_moment(site: TestClient, shared: Hand) -> None:
    """The version of that moment; before the first one there is none. Without a zone the moment is in UTC."""
    line = shared.line("bru1-lux1")
    address = f"/subscriptions/{line}/at"
    shared.run("change_line", {"subscription_id": line}, {"new_speed": 25})
    versions = site.get(f"/api/subscriptions/{line}/versions").json()["items"]
    first, last = versions[-1], versions[0]

    for version in (first, last):
        shown = site.get(address, params={"on": version["created_at"].removesuffix("Z")}).text
        assert f"As it was in version {version['version']}" in shown
    assert 404 == site.get(address, params={"on": "2001-01-01T00:00:00"}).status_code
    assert 422 == site.get(address, params={"on": "yesterday"}).status_code
