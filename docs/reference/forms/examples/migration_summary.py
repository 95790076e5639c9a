"""migration_summary.

A table: what was and what will be. It is only shown; the answers hold nothing of it. `MigrationSummary` alone is an
empty one.
"""

from perdure.forms import FormPage, migration_summary


class Page(FormPage):
    change: migration_summary(
        {
            "headers": ["Now", "Then"],
            "labels": ["Speed", "Ports"],
            "columns": [["1 Gbit/s", 1], ["10 Gbit/s", 2]],
        }
    )
    sure: bool


RIGHT = {"sure": True}
WRONG = []
