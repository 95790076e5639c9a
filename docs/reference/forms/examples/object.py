"""Object.

A group of fields: any model of pydantic. Errors say where in it they are; one of the object as a whole ends in
`"__root__"`, as one of the page does.
"""

from typing import Self

from pydantic import BaseModel, model_validator

from perdure.forms import FormPage


class Range(BaseModel):
    low: int
    high: int

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("Low is above high; swap them")
        return self


class Page(FormPage):
    vlans: Range
    reserved: Range | None = None


RIGHT = {"vlans": {"low": 1, "high": 100}}
WRONG = [{"vlans": {"low": 1}}, {"vlans": {"low": 5, "high": 1}}, {"vlans": 7}]
