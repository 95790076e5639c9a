"""read_only_field and read_only_list.

Values that the form has computed and that are shown like answers. They keep their type; whatever is sent for them is
replaced by the page's own. `merge_type` gives a value the look of another type. A field with `Field(default,
frozen=True)` is shown in the same way.
"""

from perdure.forms import FormPage, LongText, read_only_field, read_only_list


class Page(FormPage):
    speed: read_only_field(1000)
    route: read_only_field("Amsterdam\nUtrecht", merge_type=LongText)
    tags: read_only_list(["core", "backbone"])
    name: str


RIGHT = {"name": "orders", "speed": 10}
WRONG = []
