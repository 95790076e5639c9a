"""Every field of the forms, drawn from its page's JSON Schema: named, explained, reachable."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from browser_form import Form
from pydantic import ValidationError

from perdure.console.rendering import Extras, Lookup, draw, initial_values
from perdure.forms import FormFieldError, UploadedFile, form_errors, page_schema

EXAMPLES = sorted((Path(__file__).parents[2] / "docs/reference/forms/examples").glob("*.py"))


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.stem)
def example(request: pytest.FixtureRequest) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"drawn_{request.param.stem}", request.param)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_control_has_a_label(example: ModuleType) -> None:
    """Whatever is typed into or ticked has a label, and what describes it is on the page."""
    form = Form(draw(page_schema(example.Page), example.RIGHT))
    for name, element in form.elements.items():
        if element["tag"] in {"input", "select", "textarea"} and element.get("type") != "hidden":
            assert form.labels.get(name)
        for described in (element.get("aria-describedby") or "").split():
            assert described in form.elements


def test_every_error_is_at_its_field(example: ModuleType) -> None:
    """Each error is in the summary, at its field, and the first field with one is where the page begins."""
    schema = page_schema(example.Page)
    for wrong in example.WRONG:
        errors = _errors(example, wrong)
        if not errors:
            continue
        html = str(draw(schema, wrong, Extras(errors=errors)))
        form = Form(html)
        assert 'role="alert"' in html
        assert 1 == html.count(" autofocus")
        assert any(name.endswith("~error") for name in form.elements)
        linked = [link.split('"')[0] for link in html.split('<a href="#')[1:]]
        assert linked
        assert set(linked) <= form.elements.keys()


def _errors(example: ModuleType, wrong: dict[str, Any]) -> list[FormFieldError]:
    try:
        example.Page.model_validate(wrong)
    except ValidationError as error:
        return form_errors(error)
    except Exception:  # noqa: BLE001 — a file field asks a store that is not here
        return []
    return []


def test_hostile_texts_stay_texts() -> None:
    """Nothing that an author, an operator or a system has written becomes HTML."""
    evil = "<script>alert(1)</script>\"'>"
    schema = {
        "title": evil,
        "description": evil,
        "properties": {
            evil: {"type": "string", "title": evil, "description": evil, "pattern": evil},
            "one": {"enum": [evil], "options": {evil: evil}},
            "radio": {"enum": [evil], "options": {evil: evil}, "format": "radio"},
            "many": {"type": "array", "items": {"enum": [evil]}, "uniqueItems": True},
            "shown": {"readOnly": True, "default": evil, "type": "string"},
            "label": {"readOnly": True, "default": evil, "format": "label"},
            "callout": {"readOnly": True, "default": {"header": evil, "message": evil}, "format": "callout"},
            "text": {"readOnly": True, "default": {"content": evil, "color": evil}, "format": "markdown"},
            "sure": {"format": "accept", "data": [[evil, "checkbox"], [f"javascript:{evil}", "url"]]},
            "found": {"type": "string", "format": "search-select"},
            "when": {"type": "string", "x-visible-when": {"properties": {"one": {"const": evil}}}},
        },
    }
    lookup = Lookup(chosen={evil: evil}, query=evil, matches={"a": evil})
    extras = Extras(errors=[FormFieldError(loc=[evil], msg=evil, type="x")], lookups={"/found": lookup})
    html = draw(schema, dict.fromkeys(schema["properties"], evil), extras)
    assert "<script" not in html
    assert 'href="javascript:' not in html


def test_markdown_is_cleaned() -> None:
    """Formatting stays; scripts, images and links that are none go."""
    content = "# Title\n\n*em* [ok](https://example.org) [no](javascript:x) ![i](https://x/y.png)\n\n<b onclick=x>b</b>"
    schema = {
        "properties": {"text": {"readOnly": True, "default": {"content": content}, "format": "markdown"}}
    }
    html = draw(schema, {})
    assert "<h3>Title</h3>" in html
    assert "<em>em</em>" in html
    assert 'href="https://example.org" rel="noopener noreferrer nofollow"' in html
    assert "javascript:" not in html.replace("(javascript:x)", "")
    assert "<img" not in html
    assert "<b" not in html


def test_secrets_are_never_drawn() -> None:
    """Not even when they are among the values; that one was given before is said."""
    schema = {"properties": {"password": {"type": "string", "format": "password", "writeOnly": True}}}
    html = draw(schema, {"password": "hunter2"}, Extras(kept=["/password"]))
    assert "hunter2" not in html
    assert "Given before" in html


def test_a_found_option_and_a_file_by_name() -> None:
    """What was looked up is shown by its label; the value is what is posted."""
    schema = {
        "properties": {
            "server": {"type": "string", "format": "search-select", "title": "Server"},
            "file": {"type": "string", "format": "file"},
        }
    }
    uploaded = str(UUID(int=1))
    lookup = Lookup(
        chosen={"s1": "Server 1"}, query="serv", matches={"s1": "Server 1", "s2": "Server 2"}, more=True
    )
    files = {uploaded: UploadedFile("contract.pdf", "application/pdf", 12)}
    html = draw(schema, {"server": "s1", "file": uploaded}, Extras(lookups={"/server": lookup}, files=files))
    form = Form(html)
    assert [("/server", "s1"), ("/server~q", "serv"), ("/file", uploaded)] == form.pairs
    assert {"Server 1", "Server 2"} <= set(form.labels.values())
    assert "contract.pdf" in html
    assert {"search:/server", "clear:/file"} <= set(form.buttons)


def test_the_rule_in_words() -> None:
    """What an answer has to be is said beside the field, and the field points to it."""
    schema = {"properties": {"name": {"type": "string", "maxLength": 63, "pattern": "^[a-z][a-z0-9_]*$"}}}
    html = draw(schema, {})
    assert "At most 63 characters. One of a-z, then any number of a-z, 0-9, _." in html
    assert "/name~rule" == Form(html).elements["/name"]["aria-describedby"]


def test_when_a_field_is_asked_in_words() -> None:
    """Without a script all fields are there, and say when they count."""
    schema = {
        "properties": {
            "kind": {"enum": ["t", "u"], "options": {"t": "Tagged", "u": "Untagged"}},
            "speed": {"type": "integer"},
            "vlan": {
                "type": "integer",
                "x-visible-when": {
                    "properties": {"kind": {"const": "t"}, "speed": {"type": "number", "minimum": 1000}}
                },
            },
        }
    }
    assert "Only if Kind is Tagged and Speed is at least 1000." in draw(schema, {})


def test_what_a_page_begins_with() -> None:
    """Prefilled and default values, as many rows as there have to be; known answers, as far as they are asked for."""
    schema = {
        "properties": {
            "name": {"type": "string", "initial": "orders"},
            "speed": {"type": "integer", "default": 10},
            "ends": {"type": "array", "minItems": 2, "items": {"type": "string", "default": "x"}},
            "range": {"type": "object", "properties": {"low": {"type": "integer", "default": 1}}},
            "shown": {"type": "string", "default": "x", "readOnly": True},
            "password": {"type": "string", "format": "password", "default": "x"},
        }
    }
    begun = {"name": "orders", "speed": 10, "ends": ["x", "x"], "range": {"low": 1}}
    assert begun == initial_values(schema)
    assert begun | {"speed": 7} == initial_values(schema, {"speed": 7, "shown": "y", "other": 1})


def test_a_recursive_page() -> None:
    """An object that may contain its like is drawn as deep as it is filled in."""
    node = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "inner": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
        },
    }
    schema = {"properties": {"node": {"$ref": "#/$defs/Node"}}, "$defs": {"Node": node}}
    form = Form(draw(schema, {"node": {"name": "a", "inner": {"name": "b", "inner": None}}}))
    assert ("/node/inner/name", "b") in form.pairs
    assert ("/node/inner/inner", "0") in form.pairs
