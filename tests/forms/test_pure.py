"""The forms stand on pydantic alone."""

import subprocess
import sys

IMPORTED = """
import sys
before = set(sys.modules)
import perdure.forms
new = {name.split(".")[0] for name in set(sys.modules) - before}
from importlib.metadata import packages_distributions
print(*new & packages_distributions().keys())
"""

PYDANTIC = {"pydantic", "pydantic_core", "annotated_types", "typing_extensions", "typing_inspection"}


def test_nothing_but_pydantic_is_imported() -> None:
    """A fresh Python that imports the forms has loaded pydantic, what pydantic needs, and us."""
    printed = subprocess.check_output([sys.executable, "-c", IMPORTED], text=True)

    assert {"perdure"} == set(printed.split()) - PYDANTIC
