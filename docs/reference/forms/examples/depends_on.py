"""depends_on.

Offers of a field's options only those that fit another field of the page, which is declared before it. Where the
other field has a value that is not mentioned, nothing is offered. It works for one option and for several. For
options that are too many to be listed, see `needs` of [`SearchSelect`](search-select.md); for those that only the
server can compute, ask on the next page.

On the wire, `x-depends-on` is a list of rules. `if` is a JSON Schema for the object that the field is part of, with
its defaults filled in; `then` is one for the field. What the client offers is what the rules allow whose `if` the
object is valid under; without `then`, the options are to be searched for. The server goes by the same rules.
"""

from typing import Annotated

from perdure.forms import Choice, DropDown, FormPage, depends_on


class Node(Choice):
    AMS = "ams", "Amsterdam"
    UTR = "utr", "Utrecht"


class Port(Choice):
    AMS_1 = "ams-1"
    AMS_2 = "ams-2"
    UTR_1 = "utr-1"


PORTS = {Node.AMS: [Port.AMS_1, Port.AMS_2], Node.UTR: [Port.UTR_1]}


class Page(FormPage):
    node: DropDown[Node]
    port: Annotated[DropDown[Port], depends_on(node=PORTS)]


RIGHT = {"node": "ams", "port": "ams-2"}
WRONG = [{"node": "utr", "port": "ams-2"}]
