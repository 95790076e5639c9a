"""Secrets: they reach the form's result, and nothing else."""

import json
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, Field, SecretBytes, SecretStr, model_validator

from perdure.forms import (
    Complete,
    FormGenerator,
    FormPage,
    FormValidationError,
    NextPage,
    Secret,
    describe_form,
    form_body,
    keep_answers,
    page_schema,
    post_form,
    storable_answers,
    take_secrets,
    valid_part,
    walk_form,
    without_secrets,
)

CLEAR = "correct horse battery staple"


class Key(BaseModel):
    name: str
    secret: Secret


class Login(FormPage):
    user: str
    password: Secret = Field(min_length=12)
    more: list[Secret] = Field(default_factory=list)
    key: Key | None = None
    keys: list[Key] = Field(default_factory=list)
    named: dict[str, Key] = Field(default_factory=dict)
    plain: SecretStr | None = None


class Last(FormPage):
    note: str = ""


def form() -> FormGenerator:
    login = yield Login
    last = yield Last
    return login.answers() | last.answers()


ANSWERS: dict[str, Any] = {
    "user": "x",
    "password": CLEAR,
    "more": [f"{CLEAR} 1"],
    "key": {"name": "a", "secret": f"{CLEAR} 2"},
    "keys": [{"name": "b", "secret": f"{CLEAR} 3"}],
    "named": {"c": {"name": "c", "secret": f"{CLEAR} 4"}},
    "plain": f"{CLEAR} 5",
}
SHOWABLE: dict[str, Any] = {
    "user": "x",
    "key": {"name": "a"},
    "keys": [{"name": "b"}],
    "named": {"c": {"name": "c"}},
}


def test_result() -> None:
    """The result has secrets as pydantic's `SecretStr`, from where they are taken by name."""
    result = post_form(form, {}, [ANSWERS, {}])

    assert SecretStr(CLEAR) == result["password"]
    assert CLEAR not in repr(Complete(result))
    rest, secrets = take_secrets(result)
    assert {**SHOWABLE, "more": [], "note": ""} == rest
    assert {
        "password": CLEAR,
        "more.0": f"{CLEAR} 1",
        "key.secret": f"{CLEAR} 2",
        "keys.0.secret": f"{CLEAR} 3",
        "named.c.secret": f"{CLEAR} 4",
        "plain": f"{CLEAR} 5",
    } == secrets


def test_bytes() -> None:
    """A secret of bytes is taken as its text."""
    assert ({}, {"key": "abc"}) == take_secrets({"key": SecretBytes(b"abc")})


def test_result_without_secrets() -> None:
    """A result without secrets stays as it is."""
    result = {"a": [1, {"b": None}], "c": "x"}

    assert (result, {}) == take_secrets(result)


def test_schema() -> None:
    """A client knows that it is one; a default is not shown, however it is given."""

    class Page(FormPage):
        plain: Secret
        given: Secret = SecretStr(CLEAR)
        text: Secret = CLEAR  # type: ignore[assignment]
        made: Secret = Field(default_factory=lambda: SecretStr(CLEAR))
        listed: list[Secret] = [SecretStr(CLEAR)]  # noqa: RUF012 — pydantic copies it
        maybe: Secret | None = SecretStr(CLEAR)

    schema = page_schema(Page)

    assert {"type": "string", "format": "password", "writeOnly": True, "title": "Plain"} == schema[
        "properties"
    ]["plain"]
    assert not any("default" in field for field in schema["properties"].values())
    assert CLEAR not in json.dumps(schema)
    assert "*" not in json.dumps(schema)


def quoting(secret: SecretStr) -> SecretStr:
    if "!" in secret.get_secret_value():
        raise ValueError(f"{secret.get_secret_value()} may not have a !")
    return secret


class Careless(FormPage):
    user: str
    password: Annotated[Secret, AfterValidator(quoting)]

    @model_validator(mode="after")
    def differ(self) -> "Careless":
        if self.user in self.password.get_secret_value():
            raise ValueError(f"{self.password.get_secret_value()} has {self.user} in it")
        return self


@pytest.mark.parametrize(
    ("answers", "loc"),
    [
        ({"user": "x", "password": f"{CLEAR}!"}, ["password"]),
        ({"user": "horse", "password": CLEAR}, ["__root__"]),
    ],
)
def test_careless_messages(answers: dict[str, str], loc: list[str]) -> None:
    """A message of the author's that quotes a secret is not passed on."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Careless, {}, [answers])

    assert [(loc, "This is not accepted")] == [(error.loc, error.msg) for error in raised.value.errors]
    assert CLEAR not in json.dumps(form_body(raised.value))


def test_shown_and_kept() -> None:
    """Whatever shows or keeps answers leaves the secrets out, at any depth."""
    kept = keep_answers(form, {}, [ANSWERS], [ANSWERS, {"note": "n"}])
    described = describe_form(form, {}, [ANSWERS])

    assert SHOWABLE == without_secrets(Login, ANSWERS)
    assert [SHOWABLE] == storable_answers(form, {}, [ANSWERS])
    assert [SHOWABLE, {"note": "n"}] == kept.pages
    assert SHOWABLE == described.pages[0].answers
    assert CLEAR not in described.model_dump_json()


def test_kept_of_a_page_that_was_refused() -> None:
    """A draft of a page that is wrong has no secrets either, wherever they were typed."""
    wrong = {
        "user": 1,
        "password": [CLEAR],
        "keys": {"a": {"secret": CLEAR}},
        "key": {"secret": {"a": CLEAR}},
    }

    assert CLEAR not in json.dumps(storable_answers(form, {}, [wrong, {"note": CLEAR}]))


def test_prefill() -> None:
    """A secret is not filled in, however valid."""
    assert SHOWABLE == valid_part(Login, ANSWERS)
    outcome = walk_form(form, {}, [])
    assert isinstance(outcome, NextPage)
    assert CLEAR not in json.dumps(page_schema(outcome.model, initial=valid_part(outcome.model, ANSWERS)))


def test_state_of_a_form_has_it() -> None:
    """A form that is written for pydantic-forms finds the secret in its state, masked in what it prints."""

    def old(state: dict[str, Any]) -> FormGenerator:
        yield Login
        return {"shown": str(state["password"]), "secret": state["password"]}

    result = post_form(old, {}, [ANSWERS])

    assert ("**********", SecretStr(CLEAR)) == (result["shown"], result["secret"])
