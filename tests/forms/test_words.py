"""What errors say, in three languages."""

import re
from decimal import Decimal
from string import Formatter
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, EmailStr, Field, TypeAdapter
from pydantic_core import PydanticCustomError
from pydantic_core._pydantic_core import list_all_errors

from perdure.forms import (
    Accept,
    Choice,
    FormPage,
    FormValidationError,
    MultiSelect,
    best_locale,
    choice,
    post_form,
)
from perdure.forms.words import de, en, nl, say

CATALOGUES = {"en": en.WORDS, "nl": nl.WORDS, "de": de.WORDS}

# What no JSON in no field of a page can lead to.
UNREACHABLE = {
    "no_such_attribute",
    "needs_python_object",
    "recursion_loop",
    "frozen_field",
    "frozen_instance",
    "get_attribute_error",
    "dataclass_exact_type",
    "iteration_error",
    "is_instance_of",
    "is_subclass_of",
    "callable_type",
    "missing_sentinel_error",
    "ellipsis_error",
    "arguments_type",
    "missing_argument",
    "unexpected_keyword_argument",
    "missing_keyword_only_argument",
    "unexpected_positional_argument",
    "missing_positional_only_argument",
    "multiple_argument_values",
}
# Said by authors, in their own words.
OF_THE_AUTHOR = {"value_error", "assertion_error"}


def test_every_error_has_words() -> None:
    """Every kind of error that pydantic can find in JSON has words of ours."""
    kinds = {error["type"] for error in list_all_errors()}

    assert set() == kinds - UNREACHABLE - OF_THE_AUTHOR - {*en.WORDS} - {"union_tag_invalid"}


@pytest.mark.parametrize("locale", ["nl", "de"])
def test_languages_say_the_same(locale: str) -> None:
    """Each language has the same kinds of errors, fills in the same, and is not English."""
    catalogue = CATALOGUES[locale]

    assert en.WORDS.keys() == catalogue.keys()
    for kind, words in catalogue.items():
        assert blanks(en.WORDS[kind]) == blanks(words), kind
        assert en.WORDS[kind] != words


def test_blanks_are_what_pydantic_says() -> None:
    """Whatever a template fills in is in the context of pydantic's error."""
    for error in list_all_errors():
        known = {*(error["example_context"] or {}), "limit"}

        assert blanks(en.WORDS.get(error["type"], "")) <= known, error["type"]


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [
        (None, "en"),
        ("", "en"),
        ("nl", "nl"),
        ("nl-NL", "nl"),
        ("nl_NL", "nl"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr-FR,fr;q=0.9,nl;q=0.5,en;q=0.4", "nl"),
        ("en;q=0.4, de;q=0.5", "de"),
        ("nl;q=0, de;q=0.1", "de"),
        ("fr", "en"),
        ("*", "en"),
        ("DE", "de"),
        ("nl;q=much,de", "de"),
        (";;;,,,q=", "en"),
        ("nl;level=1;q=0.2, de;q=0.1", "nl"),
    ],
)
def test_locales(accepted: str | None, locale: str) -> None:
    """Of what a browser accepts, the best that there is; English for whatever else it sends."""
    assert locale == best_locale(accepted)


def is_even(number: int) -> int:
    if number % 2:
        raise ValueError("has to be even")
    if number > 100:
        raise ValueError
    return number


def checked_elsewhere(value: str) -> str:
    TypeAdapter(Annotated[int, Field(ge=5)]).validate_python(value)
    return value


def own_kind(value: str) -> str:
    raise (
        PydanticCustomError("missing", "Ask {who}", {"who": "Ann"})
        if value == "m"
        else PydanticCustomError("too_short", "Own words")
    )


class Colour(Choice):
    RED = "red", "Red"
    BLUE = "blue", "Blue"


class Port(BaseModel):
    vlan: int


class Page(FormPage):
    name: str = "x"
    short: Annotated[str, Field(min_length=2, max_length=4)] = "ab"
    limit: Annotated[float, Field(ge=1, lt=2.5)] = 1
    price: Annotated[Decimal, Field(max_digits=3, decimal_places=1)] = Decimal(1)
    colour: Colour = Colour.RED
    three: Literal["a", "b or c", "d"] = "a"
    colours: MultiSelect[Colour] = Field(default_factory=list, max_length=1)
    nothing: choice("Nothing", {}) | None = None  # type: ignore[valid-type]
    even: Annotated[int, AfterValidator(is_even)] = 0
    elsewhere: Annotated[str, AfterValidator(checked_elsewhere)] = "5"
    own: Annotated[str, AfterValidator(own_kind)] | None = None
    email: EmailStr = "a@example.org"
    sure: Accept | None = None
    ports: list[Port] = Field(default_factory=list)


CASES: list[tuple[dict[str, Any], str, str, str]] = [
    (
        {"colour_": 1},
        "This page has no such field; leave it out",
        "Deze pagina heeft dit veld niet; laat het weg",
        "Diese Seite hat dieses Feld nicht; lassen Sie es weg",
    ),
    ({"name": 1}, "Enter a text", "Vul een tekst in", "Geben Sie einen Text ein"),
    (
        {"short": "a"},
        "Enter at least 2 characters",
        "Vul minstens 2 tekens in",
        "Geben Sie mindestens 2 Zeichen ein",
    ),
    ({"limit": 0}, "Enter 1 or more", "Vul 1 of meer in", "Geben Sie 1 oder mehr ein"),
    ({"limit": 3}, "Enter less than 2.5", "Vul minder dan 2.5 in", "Geben Sie weniger als 2.5 ein"),
    (
        {"price": "1.25"},
        "Enter at most 1 digit after the point",
        "Vul hoogstens 1 cijfer achter de komma in",
        "Geben Sie höchstens 1 Ziffer nach dem Komma ein",
    ),
    (
        {"price": "1111"},
        "Enter at most 3 digits",
        "Vul hoogstens 3 cijfers in",
        "Geben Sie höchstens 3 Ziffern ein",
    ),
    ({"colour": "x"}, "Choose 'red' or 'blue'", "Kies 'red' of 'blue'", "Wählen Sie 'red' oder 'blue'"),
    (
        {"three": "x"},
        "Choose 'a', 'b or c' or 'd'",
        "Kies 'a', 'b or c' of 'd'",
        "Wählen Sie 'a', 'b or c' oder 'd'",
    ),
    (
        {"colours": ["red", "blue"]},
        "At most 1 is taken",
        "Hoogstens 1 is mogelijk",
        "Höchstens 1 ist möglich",
    ),
    (
        {"nothing": "x"},
        "There is nothing to choose from",
        "Er is niets om uit te kiezen",
        "Es gibt nichts zur Auswahl",
    ),
    (
        {"email": "ann"},
        "Enter an e-mail address, such as name@example.org",
        "Vul een e-mailadres in, zoals naam@example.org",
        "Geben Sie eine E-Mail-Adresse ein, etwa name@example.org",
    ),
    (
        {"sure": "INCOMPLETE"},
        "Not all tasks are done",
        "Nog niet alle taken zijn gedaan",
        "Noch sind nicht alle Aufgaben erledigt",
    ),
    ({"ports": [{"vlan": 1}, {}]}, "Fill in this field", "Vul dit veld in", "Füllen Sie dieses Feld aus"),
    (
        {"name": "a\0"},
        "Text may not contain NUL or half a surrogate pair",
        "Tekst mag geen NUL en geen half surrogaatpaar bevatten",
        "Text darf weder NUL noch ein halbes Surrogatpaar enthalten",
    ),
    ({"even": 1}, "has to be even", "has to be even", "has to be even"),
    ({"even": 102}, "This is not accepted", "Dit wordt niet geaccepteerd", "Dies wird nicht angenommen"),
    ({"elsewhere": "3"}, "Enter 5 or more", "Vul 5 of meer in", "Geben Sie 5 oder mehr ein"),
    ({"own": "m"}, "Fill in this field", "Vul dit veld in", "Füllen Sie dieses Feld aus"),
    ({"own": "s"}, "Own words", "Own words", "Own words"),
]


@pytest.mark.parametrize(("answers", "english", "dutch", "german"), CASES)
def test_messages(answers: dict[str, Any], english: str, dutch: str, german: str) -> None:
    """Each error says in the person's language what to do; an author's own words stay."""
    said = []
    for locale in ("en", "nl-NL,nl;q=0.9", "de_DE", "fr"):
        with pytest.raises(FormValidationError) as raised:
            post_form(lambda: Page, {}, [answers], locale)
        said += [error.msg for error in raised.value.errors]

    assert [english, dutch, german, english] == said


def test_unknown_kind() -> None:
    """A kind of error that is not in the catalogue has no words of ours."""
    assert say("something_else", {}, "en") is None


def test_no_word_of_pydantic_is_left() -> None:
    """No template speaks of inputs, as pydantic does, or has a plural where there is nothing to count."""
    for words in en.WORDS.values():
        assert not re.search(r"\b[Ii]nput\b|should", words)
        assert "|" not in words or "{" in words
