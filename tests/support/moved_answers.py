"""Answers to the moved forms: right ones, wrong ones, and none."""

from typing import Any

ID = "866525c8-a868-49bc-b006-1a60e492631e"

TEXT: dict[str, Any] = {
    "plain": "x",
    "short": "abc",
    "described": "x",
    "optional": None,
    "long": "a\nb",
    "email": "a@example.org",
    "url": "https://example.org/",
    "json_text": "[1]",
    "otherName": "x",
    "organisation": "surf",
    "contact_name": "Ann",
    "identifier": ID,
    "address": "192.0.2.1",
    "network": "192.0.2.0/24",
}
NUMBERS: dict[str, Any] = {
    "whole": 1,
    "bounded": "3",
    "above": 0.5,
    "step": 1.5,
    "share": 0.1,
    "exact": "0.10",
    "price": "1.25",
    "agreed": True,
}
TIMES: dict[str, Any] = {
    "day": "2026-02-28",
    "moment": "2026-02-28T12:00:00+01:00",
    "hour": "13:30",
    "length": "PT1H",
    "stamp": 1_700_000_000,
    "bounded": 15,
    "hinted": 5,
}
CHOICES: dict[str, Any] = {
    "speed": "1000",
    "plain": "A",
    "single": "x",
    "computed": "u2",
    "titled": "1000",
    "radio": "10000",
    "several": ["1000", "1000"],
    "bounded": ["1000"],
    "unique": ["1000", "10000"],
    "literal": "a",
    "one": "a",
    "colour": "red",
    "mood": "good",
    "level": 1,
    "accept": "ACCEPTED",
    "cabling": "ACCEPTED",
}
LISTS: dict[str, Any] = {
    "numbers": [1, 2],
    "words": ["a"],
    "pair": [1.5, "x"],
    "named": {"a": 1},
    "one": [1],
    "two": ["a", "b"],
    "unique": [1, 2],
    "unbounded": [],
    "objects": [{"name": "a"}, {"name": "b", "port": 1}],
}
OBJECTS: dict[str, Any] = {
    "port": {"name": "a"},
    "ports": [{"name": "a"}, {"name": "b", "port": 1}],
    "range": {"low": 1, "high": 2},
    "tree": {"name": "root", "children": [{"name": "leaf"}]},
    "pet": {"kind": "cat", "lives": 9},
    "either": "x",
    "contact": {"name": "Ann", "email": "ann@example.org"},
    "contacts": [{"name": "Ann", "email": "ann@example.org"}, {}, {"name": "", "email": ""}],
}
SHOWN: dict[str, Any] = {"note": "n"}
LAID_OUT: dict[str, Any] = {"first": "a", "last": "b"}
SECRETS: dict[str, Any] = {"user": "x", "password": "correct horse battery staple"}
NODES: dict[str, Any] = {"a": "ams", "b": "utr"}

RIGHT: dict[str, dict[str, Any]] = {
    "TextPage": TEXT,
    "NumberPage": NUMBERS,
    "TimePage": TIMES,
    "ChoicePage": CHOICES,
    "ListPage": LISTS,
    "ObjectPage": OBJECTS,
    "ShownPage": SHOWN,
    "ReadOnlyPage": {},
    "LaidOutPage": LAID_OUT,
    "LastPage": {},
    "RulesPage": NODES,
}

_NUMBERS_OUT_OF_BOUNDS = {
    "whole": 1.5,
    "bounded": 9,
    "above": 1,
    "step": 0.7,
    "share": "x",
    "exact": "1,5",
    "price": "1.234",
    "even": 1,
    "small": 12,
    "agreed": "perhaps",
}
_TEXTS_OF_THE_WRONG_SHAPE = {
    "plain": 1,
    "short": "ABCDE",
    "optional": 1,
    "email": "nobody",
    "url": "example",
    "json_text": "{",
    "identifier": "x",
    "address": "1.2.3",
    "network": "1.2.3",
}
_CHOICES_NOT_OFFERED = {
    **dict.fromkeys(
        ("speed", "plain", "single", "computed", "titled", "default", "maybe", "radio", "literal", "one"), "z"
    ),
    "several": ["z", "1000"],
    "bounded": ["1000", "1000", "1000"],
    "unique": ["1000", "1000"],
    "listed": "1000",
    **dict.fromkeys(("colour", "mood", "level"), "z"),
    "accept": "INCOMPLETE",
    "cabling": "yes",
}

WRONG: list[tuple[str, dict[str, Any]]] = [
    *((page, {}) for page in RIGHT),
    *((page, {"colour_of_the_sky": 1}) for page in RIGHT),
    *((page, {**answers, **dict.fromkeys(answers)}) for page, answers in RIGHT.items()),
    *((page, {key: {"a": [1]} for key in answers}) for page, answers in RIGHT.items()),
    *((page, {key: [] for key in answers}) for page, answers in RIGHT.items()),
    *((page, dict.fromkeys(answers, "")) for page, answers in RIGHT.items()),
    ("TextPage", TEXT | _TEXTS_OF_THE_WRONG_SHAPE),
    ("TextPage", TEXT | {"short": "a", "url": "ftp://example.org", "plain": "a\0b"}),
    ("NumberPage", NUMBERS | _NUMBERS_OUT_OF_BOUNDS),
    ("NumberPage", NUMBERS | {"price": "12345.6", "bounded": 0, "above": 0, "share": "inf"}),
    ("TimePage", dict.fromkeys(TIMES, "soon")),
    ("TimePage", TIMES | {"bounded": 5, "moment": "2026-02-28T12:00:00"}),
    ("ChoicePage", CHOICES | _CHOICES_NOT_OFFERED),
    ("ListPage", LISTS | {"numbers": [1, 2, 3, 4], "one": [1, 2], "two": ["a", "a"], "unique": [1, 1]}),
    ("ListPage", LISTS | {"objects": [{"name": "a"}, {"name": "a"}], "pair": [1], "named": {"a": "x"}}),
    ("ObjectPage", OBJECTS | {"ports": [{"name": "a"}] * 3}),
    ("ObjectPage", OBJECTS | {"range": {"low": 2, "high": 1}, "ranges": [{"low": 2, "high": 1}]}),
    ("ObjectPage", OBJECTS | {"pet": {"kind": "cow"}, "either": [], "tree": {"children": [{}]}}),
    ("ObjectPage", OBJECTS | {"contact": {"name": "Ann", "email": "ann@"}, "contacts": [{}]}),
    ("ShownPage", {"label": "y", "hidden": "y", "frozen": "y", "subscription": ID, "invalid": 7}),
    ("ShownPage", {"warning": "y", "formatted": None, "change": {}}),
    ("ReadOnlyPage", {"text": "y", "words": ["z"]}),
    ("ReadOnlyPage", {"text": "x", "number": 1, "words": ["a", "b"]}),
    ("LaidOutPage", LAID_OUT | {"buttons": "x"}),
    ("SecretPage", {}),
    ("SecretPage", SECRETS | {"password": "short"}),
    ("RulesPage", {"a": "ams", "b": "ams"}),
    ("RulesPage", {"a": "?", "b": "ams"}),
]
