"""MultiSelect.

Several options, each once.
"""

from pydantic import Field

from perdure.forms import Choice, FormPage, MultiSelect


class Extension(Choice):
    HSTORE = "hstore"
    CITEXT = "citext"
    POSTGIS = "postgis", "PostGIS: geography"


class Page(FormPage):
    extensions: MultiSelect[Extension] = Field(default_factory=list, max_length=2)


RIGHT = {"extensions": ["hstore", "postgis"]}
WRONG = [
    {"extensions": ["hstore", "hstore"]},
    {"extensions": ["hstore", "plv8"]},
    {"extensions": ["hstore", "citext", "postgis"]},
]
