"""The eight invariants of the design: each a check of its own, which says in sentences what violates it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from evidence import run
from sqlalchemy import Connection, select, text
from undos import undone_in_reverse

from perdure.db.tables import process_step

Check = Callable[[Connection], list[str]]


def committed_once(connection: Connection) -> list[str]:
    """1. A step completes once, every version comes from a completed step, and nothing is committed after the end."""
    return _sentences(
        connection,
        """
        SELECT format('step %s of process %s is completed in %s generations', position, process_id, count(*))
        FROM process_step WHERE status = 'completed' GROUP BY process_id, position HAVING count(*) > 1
        """,
        """
        SELECT format('version %s of subscription %s comes from step %s of process %s, which did not complete it',
                      v.version, v.subscription_id, v.position, v.process_id)
        FROM subscription_version v
        WHERE v.process_id IS NOT NULL AND NOT EXISTS (
          SELECT FROM process_step s
          WHERE (s.process_id, s.position, s.generation) = (v.process_id, v.position, v.generation)
            AND s.status = 'completed'
            AND s.subscriptions @> jsonb_build_array(
                  jsonb_build_object('subscription_id', v.subscription_id, 'to_version', v.version)))
        """,
        """
        SELECT format('step %s of process %s was committed after the process had ended', s.position, process_id)
        FROM process_step s JOIN process p USING (process_id)
        WHERE s.status = 'completed' AND s.finished_at > p.finished_at
        """,
    )


def written_under_the_lock(connection: Connection) -> list[str]:
    """2. Only the process that holds its lock writes a subscription, and no lock outlives its process."""
    return _sentences(
        connection,
        """
        SELECT format('process %s wrote subscription %s while others did', process_id, subscription_id)
        FROM (SELECT subscription_id, process_id,
                     process_id IS DISTINCT FROM lag(process_id) OVER (PARTITION BY subscription_id ORDER BY version)
                       AS begins
              FROM subscription_version) turns
        WHERE process_id IS NOT NULL AND begins GROUP BY process_id, subscription_id HAVING count(*) > 1
        """,
        """
        SELECT format('process %s wrote version %s of subscription %s and did not hold its lock',
                      process_id, version, subscription_id)
        FROM subscription_version v JOIN process p USING (process_id)
        WHERE NOT v.created_at BETWEEN p.accepted_at AND coalesce(p.finished_at, 'infinity')
           OR NOT EXISTS (SELECT FROM process_subscription l
                          WHERE (l.process_id, l.subscription_id) = (v.process_id, v.subscription_id))
        """,
        """
        SELECT format('process %s has ended and holds the lock of subscription %s', process_id, subscription_id)
        FROM subscription_lock JOIN process USING (process_id) WHERE finished_at IS NOT NULL
        """,
    )


def acknowledged_kept(connection: Connection) -> list[str]:
    """3. What was acknowledged with 2xx is in row and State, once; of two at once one was acknowledged."""
    return _sentences(
        connection,
        """
        SELECT format('%s of %s at step %s of process %s was acknowledged and is in %s rows and %s times in State',
                      kind, actor, position, process_id, rows, mentions)
        FROM (SELECT p.*,
                (SELECT count(*) FROM process_step s
                 WHERE s.process_id = p.process_id AND s.kind IN ('input', 'callback') AND s.status = 'completed'
                   AND s.delta::text LIKE '%' || p.nonce || '%' AND s.position = p.position
                   AND s.actor = CASE p.kind WHEN 'call' THEN 'callback' ELSE p.actor END) AS rows,
                (SELECT coalesce(sum((length(t.state::text) - length(replace(t.state::text, p.nonce, '')))
                                     / length(p.nonce)), 0)
                 FROM process_state t WHERE t.process_id = p.process_id) AS mentions
              FROM chaos.post p WHERE p.kind IN ('answer', 'call') AND p.status = 204) kept
        WHERE rows <> 1 OR mentions <> 1
        """,
        """
        SELECT format('the decision to %s step %s of process %s by %s was acknowledged and is not on its row',
                      p.kind, p.position, p.process_id, p.actor)
        FROM chaos.post p
        WHERE p.kind IN ('retry', 'skip') AND p.status = 204 AND 1 <> (
          SELECT count(*) FROM process_step s
          WHERE (s.process_id, s.position) = (p.process_id, p.position)
            AND s.decision @> jsonb_build_object('kind', p.kind, 'actor', p.actor, 'reason', p.nonce))
        """,
        """
        SELECT format('the abort of process %s by %s was acknowledged and is not on its row', p.process_id, p.actor)
        FROM chaos.post p JOIN process USING (process_id)
        WHERE p.kind = 'abort' AND p.status = 204 AND process.abort ->> 'reason' IS DISTINCT FROM p.nonce
        """,
        """
        SELECT format('%s people were told that theirs is the %s of step %s (generation %s) of process %s',
                      count(*), kind, position, generation, process_id)
        FROM chaos.post WHERE status = 204
        GROUP BY kind, process_id, position, generation HAVING count(*) > 1
        """,
        """
        SELECT format('the start with key %s was acknowledged as process %s, which is not there', nonce, process_id)
        FROM chaos.post p
        WHERE kind = 'start' AND status = 201 AND NOT EXISTS (
          SELECT FROM process WHERE process.process_id = p.process_id AND idempotency_key = p.nonce)
        """,
    )


def state_is_the_fold(connection: Connection) -> list[str]:
    """4. State is the fold of the rows' deltas, and no history disagrees with a row or with the code."""
    found = [
        f"State of process {process_id} is not the fold of its steps: {_difference(state, folded)}"
        for process_id, state, folded in _folds(connection)
        if state != folded
    ]
    found += [
        f"the history of run {row.run_id} of process {row.process_id} does not replay: {row.replay_failure}"
        for row in connection.execute(select(run).where(run.c.replay_failure.is_not(None)))
    ]
    return found + _sentences(
        connection,
        """
        SELECT format('Temporal heard that step %s (generation %s) of process %s is %s with %s; its row: %s with %s',
                      h.position, h.generation, h.process_id, h.status, h.changed,
                      coalesce(s.status, 'nothing'), s.delta -> 'changed')
        FROM chaos.heard h LEFT JOIN process_step s USING (process_id, position, generation)
        WHERE h.status = 'completed'
          AND (s.status IS DISTINCT FROM 'completed' OR s.delta -> 'changed' IS DISTINCT FROM h.changed)
        """,
    )


def one_effect(connection: Connection) -> list[str]:
    """6. An outside system that knows idempotency keys sees one effect for each step."""
    return _sentences(
        connection,
        """
        SELECT format('step %s of process %s acted under %s keys', position, process_id, count(DISTINCT key))
        FROM chaos.audit GROUP BY process_id, position HAVING count(DISTINCT key) > 1
        """,
        """
        SELECT format('key %s was used by %s steps', key, count(DISTINCT (process_id, position)))
        FROM chaos.audit GROUP BY key HAVING count(DISTINCT (process_id, position)) > 1
        """,
        """
        SELECT format('step %s of process %s is completed and has had no effect', position, process_id)
        FROM process_step s
        WHERE kind = 'step' AND status = 'completed' AND key LIKE 'chaos.%' AND NOT EXISTS (
          SELECT FROM chaos.effect e WHERE (e.process_id, e.position) = (s.process_id, s.position))
        """,
    )


def starts_run(connection: Connection) -> list[str]:
    """7. What was accepted runs, in one run at most, and no refused start stands in its own retry's way."""
    return _sentences(
        connection,
        """
        SELECT format('process %s was accepted and never began', process_id) FROM process WHERE status = 'accepted'
        """,
        """
        SELECT format('process %s has %s live runs', process_id, count(*))
        FROM chaos.run WHERE live GROUP BY process_id HAVING count(*) > 1
        """,
        """
        SELECT format('process %s is %s and its run is alive', process_id, status)
        FROM process WHERE finished_at IS NOT NULL
          AND EXISTS (SELECT FROM chaos.run r WHERE r.process_id = process.process_id AND live)
        """,
        """
        SELECT format('process %s is %s and has no run', process_id, status)
        FROM process WHERE finished_at IS NULL
          AND NOT EXISTS (SELECT FROM chaos.run r WHERE r.process_id = process.process_id AND live)
        """,
        """
        SELECT format('the start with key %s was refused because of process %s, which is its own', p.nonce, p.holder)
        FROM chaos.post p JOIN process ON process.process_id = p.holder AND process.idempotency_key = p.nonce
        WHERE p.kind = 'start' AND p.status = 409
        """,
    )


def nothing_is_stuck(connection: Connection) -> list[str]:
    """8. Every process is closed, or waits for somebody or something that has a name, or has failed with an error."""
    return _sentences(
        connection,
        """
        SELECT format('process %s is %s at step %s, and waits for nobody', process_id, status, position)
        FROM process p
        WHERE finished_at IS NULL AND NOT EXISTS (
          SELECT FROM process_step s
          WHERE s.process_id = p.process_id
            AND ((s.status = 'waiting' AND s.kind = 'input' AND s.assignee IS NOT NULL)
              OR (s.status = 'waiting' AND s.kind = 'callback')
              OR (s.status = 'waiting' AND s.kind = 'sleep' AND (s.result ->> 'until')::timestamptz > now())
              OR (s.status = 'failed' AND s.decision IS NULL AND s.error ->> 'message' <> '')))
        """,
    )


INVARIANTS: Final[Mapping[int, Check]] = {
    1: committed_once,
    2: written_under_the_lock,
    3: acknowledged_kept,
    4: state_is_the_fold,
    5: undone_in_reverse,
    6: one_effect,
    7: starts_run,
    8: nothing_is_stuck,
}


def violations(connection: Connection) -> list[str]:
    """What violates an invariant, each with the invariant's number."""
    return [f"{number}. {sentence}" for number, check in INVARIANTS.items() for sentence in check(connection)]


def _sentences(connection: Connection, *queries: str) -> list[str]:
    return [sentence for query in queries for sentence in connection.scalars(text(query))]


# --- what is easier to say in Python ---------------------------------------------------------------------------


def _folds(connection: Connection) -> list[tuple[UUID, dict[str, Any], dict[str, Any]]]:
    """Every process with its State, and with what the rows of its main branch make of the State at its start."""
    changes: dict[UUID, list[Any]] = defaultdict(list)
    for row in connection.execute(
        select(process_step.c.process_id, process_step.c.position, process_step.c.delta).order_by(
            process_step.c.sequence
        )
    ):
        if "branch:" not in row.position and "item:" not in row.position:
            changes[row.process_id].append(row.delta)
    found = []
    for row in connection.execute(
        text("SELECT * FROM process JOIN process_state USING (process_id) WHERE branch = ''")
    ):
        folded = dict(row.initial_state)
        for delta in changes[row.process_id]:
            folded |= delta.get("changed", {})
            for key in delta.get("removed", []):
                folded.pop(key, None)
        found.append((row.process_id, row.state, folded))
    return found


def _difference(state: dict[str, Any], folded: dict[str, Any]) -> str:
    keys = sorted(key for key in state.keys() | folded.keys() if state.get(key) != folded.get(key))
    return ", ".join(f"{key}: {state.get(key)!r:.60} and {folded.get(key)!r:.60}" for key in keys)
