"""Record the histories that test_replay.py replays: ``make histories``, and only then.

Run it when the interpreter has been changed on purpose in a way that old histories do not survive, and say so in the
commit. Open processes of installations are of the old kind: such a change belongs behind ``workflow.patched``.
"""

import base64
import json
import socket
import sys
from pathlib import Path
from typing import Any

HISTORIES = Path(__file__).with_name("histories")

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

import sample_product  # noqa: E402 — found through the path above
from hand import Hand  # noqa: E402
from installation import loaded, prepared, settings_for  # noqa: E402
from stories import STORIES, history_of  # noqa: E402

from perdure.db.engine import Database  # noqa: E402
from perdure.db.migrate import upgrade  # noqa: E402
from perdure.testing.servers import fresh_namespace, postgres_server, temporal_server  # noqa: E402
from perdure.testing.worker import running_worker  # noqa: E402


def main() -> None:
    """Live every story once, on real servers, and keep its history."""
    for old in HISTORIES.glob("*.json"):
        old.unlink()
    with postgres_server() as postgres, temporal_server() as temporal, loaded(sample_product.plugin):
        upgrade(postgres.url)
        settings = settings_for(postgres.url, temporal, fresh_namespace(temporal))
        hand = prepared(settings, Database(postgres.url))
        with running_worker(settings):
            record(hand)
        hand.database.close()


def record(hand: Hand) -> None:
    """Live the stories."""
    for name, story in STORIES.items():
        history = neutral(json.loads(history_of(hand, story(hand))))
        text = json.dumps(history, indent=1, sort_keys=True).replace(socket.gethostname(), "recorder")
        (HISTORIES / f"{name}.json").write_text(f"{text}\n")


def neutral(value: Any) -> Any:
    """A history without what says on which machine it was recorded: names of files in tracebacks."""
    match value:
        case {"stackTrace": str(), **others}:
            return neutral(others)
        case {"data": str(data), **others} if b"Traceback" in base64.b64decode(data):
            return {"data": base64.b64encode(b'"Traceback"').decode(), **neutral(others)}
        case dict():
            return {key: neutral(item) for key, item in value.items()}
        case list():
            return [neutral(item) for item in value]
    return value


if __name__ == "__main__":
    main()
