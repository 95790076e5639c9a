"""Choice: options with labels, declared or computed."""

from typing import Any

import pytest

from perdure.forms import Choice, FormPage, FormValidationError, choice, page_schema, post_form


class Environment(Choice):
    TEST = "test"
    PRODUCTION = "production", "Production (needs an approval)"


def definition(choices: type[Choice]) -> dict[str, Any]:
    """What a page's schema says about the options."""

    class Page(FormPage):
        field: choices  # type: ignore[valid-type]  # computed

    [schema] = page_schema(Page)["$defs"].values()
    return dict(schema)


def test_labels() -> None:
    """A member has a label, which is its value if none is given, and is a string."""
    assert ["test", "Production (needs an approval)"] == [member.label for member in Environment]
    assert "test" == Environment.TEST
    assert "production" == f"{Environment.PRODUCTION}"


def test_schema() -> None:
    """Clients get the values in order and all labels."""
    assert {
        "enum": ["test", "production"],
        "options": {"test": "test", "production": "Production (needs an approval)"},
        "title": "Environment",
        "type": "string",
    } == definition(Environment)


def test_schema_without_labels() -> None:
    """Where labels would say nothing new there are none."""
    plain = choice("Plain", {"A": "A", "B": "B"})

    assert {"enum": ["A", "B"], "title": "Plain", "type": "string"} == definition(plain)


def test_schema_of_one_option() -> None:
    """A single option is still an option, not a constant."""
    one = choice("One", {"x": "Only X"})

    assert {"enum": ["x"], "options": {"x": "Only X"}, "title": "One", "type": "string"} == definition(one)


OPTIONS = {"1": "One", "mro": "A name that enums refuse", "__x__": "Another", "": "Nothing", "a b": "Spaces"}


def computed_by_class() -> type[Choice]:
    class Computed(Choice, options=OPTIONS):
        pass

    return Computed


@pytest.mark.parametrize("computed", [computed_by_class(), choice("Computed", OPTIONS)])
def test_options_computed_at_run_time(computed: type[Choice]) -> None:
    """Any mapping of values to labels makes a choice, and any of its values is accepted."""

    class Page(FormPage):
        field: computed  # type: ignore[valid-type]  # computed

    assert ("Computed", list(OPTIONS.items())) == (
        computed.__name__,
        [(member.value, member.label) for member in computed],
    )
    for value in OPTIONS:
        assert {"field": value} == post_form(lambda: Page, {}, [{"field": value}])


@pytest.mark.parametrize("value", ["staging", 1, True, None, [], {}, "TEST"])
def test_no_option(value: Any) -> None:
    """What is not offered is refused, with what is."""

    class Page(FormPage):
        field: Environment

    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [{"field": value}])

    [error] = raised.value.errors
    assert (["field"], "enum", "Choose 'test' or 'production'") == (error.loc, error.type, error.msg)


def test_nothing_on_offer() -> None:
    """Without options there is an empty list to choose from, and no answer is right."""
    none = choice("Server", {})

    class Page(FormPage):
        field: none  # type: ignore[valid-type]  # computed

    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [{"field": "x"}])

    [error] = raised.value.errors
    assert ("enum", "There is nothing to choose from") == (error.type, error.msg)
    assert {"enum": [], "title": "Server", "type": "string"} == page_schema(Page)["properties"]["field"]
