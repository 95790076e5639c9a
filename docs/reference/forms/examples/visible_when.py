"""visible_when.

Shows a field only when fields before it have certain values. What is sent for a hidden field is dropped: the field is
None on the page, and left out of its answers. While it is visible it is required, unless it has a default or may be
None. `visible_when` has to be last in the annotation.

A value is compared as JSON. Beside values there are tests: `one_of("a", "b")`, `is_not("a")`, `at_least(1000)`,
`at_most(1000)`, and `contains("a")` for lists. Several fields at once all have to pass. In objects and lists of
objects, conditions are about the fields of the same object.

On the wire, `x-visible-when` is a JSON Schema for the object that the field is part of, with its defaults filled in:
the field is visible when the object is valid under it. A client acts on it at once; the server goes by the same
condition, whatever the client did. The rule that the field is required then is in `allOf`, for clients that only
validate.
"""

from typing import Annotated

from perdure.forms import Choice, FormPage, Integer, Radio, at_least, visible_when


class Kind(Choice):
    TAGGED = "tagged", "Tagged"
    UNTAGGED = "untagged", "Untagged"


class Page(FormPage):
    speed: int = 1000
    kind: Radio[Kind]
    vlan: Annotated[int, Integer(ge=1, le=4094), visible_when(kind=Kind.TAGGED)]
    optics: Annotated[str, visible_when(speed=at_least(10_000))] = "LR"


RIGHT = {"kind": "untagged", "vlan": 7}
WRONG = [{"kind": "tagged"}, {"kind": "tagged", "vlan": 5000}]
