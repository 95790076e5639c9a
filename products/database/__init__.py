"""A managed PostgreSQL database: the product to look at before you write your own."""

from perdure import Plugin

from .model import DATABASE
from .workflows import (
    create_database,
    modify_database,
    restore_database,
    terminate_database,
    validate_database,
)

plugin = Plugin(
    "database",
    products=[DATABASE],
    workflows=[create_database, modify_database, restore_database, terminate_database, validate_database],
)
