"""What we claim is shown by a test."""

import re

import pytest
from documents import ROOT

PAGE = ROOT / "docs" / "explanation" / "guarantees.md"
CLAIMED = re.findall(r"\[`(test_\w+)`\]\(([^)]+)\)", PAGE.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "link"), CLAIMED)
def test_every_test_that_is_named_exists(name: str, link: str) -> None:
    """The file that is linked to has a test of that name."""
    assert f"def {name}(" in (PAGE.parent / link).read_text(encoding="utf-8")


def test_every_part_about_perdure_names_a_test() -> None:
    """No claim without."""
    claims = re.findall(
        r"\*\*Perdure\.\*\*(.*?)(?=\*\*orchestrator-core)", PAGE.read_text(encoding="utf-8"), re.DOTALL
    )

    assert 6 == len(claims)
    assert [] == [claim for claim in claims if "[`test_" not in claim]
