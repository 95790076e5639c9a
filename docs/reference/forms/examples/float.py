"""Float.

A floating-point number. Infinity and “not a number” are refused, because JSON has neither.
"""

from typing import Annotated

from perdure.forms import Float, FormPage


class Page(FormPage):
    share: Annotated[float, Float(ge=0, le=1)]


RIGHT = {"share": 0.25}
WRONG = [{"share": 1.5}, {"share": "inf"}, {"share": "half"}]
