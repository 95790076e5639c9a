"""The migrations, and how Alembic runs them."""
