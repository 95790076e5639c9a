"""PostgreSQL and Temporal as child processes, from PyPI."""
