"""A front end's own widget for a format of its own."""

from dataclasses import dataclass
from typing import ClassVar

from browser_form import Form
from jinja2 import DictLoader

from perdure.console.rendering import (
    Answer,
    Posted,
    Widget,
    add_templates,
    draw,
    read_page,
    register_widget,
)

TEMPLATE = (
    '{% extends "form/field.html" %}{% block control %}'
    '<input type="color"{{ parts.attributes(form, widget, when) }} value="#{{ widget.typed(value) }}">'
    "{% endblock %}"
)


@dataclass(frozen=True, slots=True)
class Colour(Widget):
    template: ClassVar[str] = "acme/colour.html"

    def parsed(self, text: str) -> Answer:
        return text.removeprefix("#")


def test_an_own_widget() -> None:
    """It is drawn in the frame of all fields by its own template, and reads what comes back its own way."""
    register_widget("acme-colour", Colour)
    add_templates(DictLoader({"acme/colour.html": TEMPLATE}))
    schema = {
        "required": ["wall"],
        "properties": {"wall": {"type": "string", "format": "acme-colour", "title": "Wall"}},
    }
    form = Form(draw(schema, {"wall": "ff0000"}))
    assert "Wall" == form.labels["/wall"]
    assert [("/wall", "#ff0000")] == form.pairs
    assert {"wall": "ff0000"} == read_page(schema, Posted.of(form.pairs))
