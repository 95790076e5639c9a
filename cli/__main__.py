"""`python -m perdure.cli`, which is `perdure` for an interpreter that we name."""

from . import main

main()
