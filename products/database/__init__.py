"""A managed PostgreSQL database."""

from perdure import Plugin

plugin = Plugin("database")
