"""Lists.

A list of anything, objects among it. `ListOfOne` and `ListOfTwo` have exactly as many items, the two differing;
`unique_conlist` has items that all differ, objects as well (`validate_unique_list` is the validator). Errors have the
item's index.
"""

from pydantic import BaseModel, Field

from perdure.forms import FormPage, ListOfOne, ListOfTwo, unique_conlist


class Port(BaseModel):
    name: str
    speed: int = 1000


class Page(FormPage):
    ports: list[Port] = Field(min_length=1, max_length=4)
    gateway: ListOfOne[str]
    ends: ListOfTwo[str]
    tags: unique_conlist(str, max_items=3) = Field(default_factory=list)


RIGHT = {"ports": [{"name": "eth0"}], "gateway": ["gw1"], "ends": ["ams", "utr"], "tags": ["core"]}
WRONG = [
    {"ports": [{"name": "eth0"}, {}], "gateway": ["gw1"], "ends": ["ams", "ams"]},
    {"ports": [], "gateway": [], "ends": ["ams"], "tags": ["a", "a"]},
]
