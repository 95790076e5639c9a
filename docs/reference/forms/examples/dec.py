"""Dec.

An exact decimal number, for prices and the like. Clients should send it as text; a JSON number of up to 15 digits
counts as it was written. What clients need to know, `maxDigits` and `decimalPlaces`, is in the schema.
"""

from decimal import Decimal
from typing import Annotated

from perdure.forms import Dec, FormPage


class Page(FormPage):
    price: Annotated[Decimal, Dec(digits=8, places=2, ge=0)]


RIGHT = {"price": "12.50"}
WRONG = [{"price": "12.345"}, {"price": "-1"}, {"price": "1234567.89"}, {"price": "12,50"}]
