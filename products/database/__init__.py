"""A managed PostgreSQL database."""
