"""A worker whose threads are all taken by long steps still hears what people decide."""

import threading
from collections import defaultdict

import pytest
from hand import Hand

from perdure import Plugin, State, StepList, begin, step, task
from perdure.domain.catalogue import catalogue
from perdure.testing.worker import running_worker

begun: defaultdict[str, threading.Event] = defaultdict(threading.Event)
released = threading.Event()


@step("Take long")
def take_long(process_id: str) -> State:
    begun[process_id].set()
    released.wait(60)
    return {"done": True}


@task("Take long")
def taking_long() -> StepList:
    return begin >> take_long


def test_decisions_need_no_thread_of_the_steps(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """With as many steps running as there may be, an abort is carried out, and one that waits is asked for."""
    monkeypatch.setattr("perdure.worker.STEPS_AT_ONCE", 2)
    catalogue.load(Plugin("busy", workflows=[taking_long]), "tests")

    with running_worker(hand.settings):
        try:
            busy = [hand.start("taking_long") for _ in range(2)]
            for process_id in busy:
                assert begun[str(process_id)].wait(30)
            waiting = hand.start("count_task", {"count": 1})
            hand.until(waiting, "running")

            hand.abort(waiting)

            hand.until(waiting, "aborted")
        finally:
            released.set()
        for process_id in busy:
            hand.until(process_id, "completed")
