"""What a question begins with, and still has to be answered."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, to_jsonable_python

from ..errors import FormDefinitionError


@dataclass(frozen=True, slots=True)
class Initial:
    """A value that is filled in at first, as in `name: Annotated[str, Initial("orders")]`.

    Unlike a default it is no answer: the field stays required, so that somebody has looked at it.
    """

    value: Any

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        drawn = handler(schema)
        if drawn.get("writeOnly"):
            raise FormDefinitionError("A secret has no initial value: nobody is to be shown one.")
        return drawn | {"initial": to_jsonable_python(self.value)}
