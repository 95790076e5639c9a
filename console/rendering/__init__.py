"""Forms as HTML, from the JSON Schema of their pages and nothing else; and what comes back as JSON again."""

from .choosing import register_widget, widget_of
from .drawing import Drawing, Extras, add_templates, draw
from .editing import edited
from .lookups import Lookup
from .page import initial_values, page_widget, read_page
from .posted import Posted
from .review import ReviewedPage, reviewed
from .widgets.widget import Answer, Widget

__all__ = [
    "Answer",
    "Drawing",
    "Extras",
    "Lookup",
    "Posted",
    "ReviewedPage",
    "Widget",
    "add_templates",
    "draw",
    "edited",
    "initial_values",
    "page_widget",
    "read_page",
    "register_widget",
    "reviewed",
    "widget_of",
]
