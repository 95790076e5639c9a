"""Rules in words."""

from typing import Any

import pytest

from perdure.console.rendering.part import Part
from perdure.console.rendering.pattern_words import pattern_in_words
from perdure.console.rendering.rules import rules_of


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("^[a-z][a-z0-9_]*$", "one of a-z, then any number of a-z, 0-9, _"),
        (r"^CHG-\d{4,6}$", "“CHG-”, then 4 to 6 of 0-9"),
        (r"^[^\s]+$", "only one or more of anything but spaces"),
        (
            r"^\w{3}\.?[ab]{2,}x{,5}$",
            "3 of letters, digits, _, then perhaps “.”, then 2 or more of a, b, then up to 5 of “x”",
        ),
        ("^[A-Z ]$", "only one of A-Z, space"),
        ("^literal$", None),
        ("[a-z]+", None),
        ("^(a|b)+$", None),
        ("^$", None),
        ("^.*$", None),
        ("^a.b$", None),
        (r"^\bword$", None),
        ("^[a][b][c][d][e][f][g][h]$", None),
    ],
)
def test_patterns(pattern: str, expected: str | None) -> None:
    """Sets of characters one after the other are said in words; what is more intricate is not."""
    assert expected == pattern_in_words(pattern)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"minLength": 2, "maxLength": 63}, "2 to 63 characters."),
        ({"minLength": 3, "maxLength": 3}, "Exactly 3 characters."),
        ({"minLength": 1}, "At least 1 character."),
        ({"pattern": "(a|b)"}, "Has to match the pattern (a|b)."),
        ({"minimum": 1, "maximum": 1000.0}, "1 to 1000."),
        ({"exclusiveMinimum": 0, "maximum": 0.5}, "More than 0 and at most 0.5."),
        ({"multipleOf": 8}, "A multiple of 8."),
        (
            {"anyOf": [{"type": "number", "minimum": 0.0}, {"type": "string"}], "decimalPlaces": 2},
            "At least 0. At most 2 digits after the point.",
        ),
        ({"decimalPlaces": 0}, "No digits after the point."),
        (
            {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": True},
            "1 to 3 entries. Each one once.",
        ),
        (
            {"maxBytes": 5_000_000, "accept": ["image/*", "application/pdf"]},
            "At most 5 MB. Of type image/* or application/pdf.",
        ),
        (
            {"format": "date-time", "formatMinimum": "2026-01-01T00:00:00+00:00"},
            "Not before 2026-01-01 00:00 UTC.",
        ),
        ({"format": "timestamp", "maximum": 86_400}, "Not after 1970-01-02 00:00 UTC."),
        ({}, ""),
    ],
)
def test_rules(field: dict[str, Any], expected: str) -> None:
    """Every rule that a schema has is a sentence."""
    assert expected == rules_of(Part.page({"properties": {"field": field}}).field("field"))
