"""Choice.

One of some options. A `Choice` is an enum whose members have a label beside their value; the options are written down
in a class, or computed by the form as a mapping of values to labels. Beside `enum` its schema has `options`, if a
label says more than its value. How it is shown is left to the client; [`Radio`](radio.md) and
[`DropDown`](drop-down.md) say it.
"""

from perdure.forms import Choice, FormPage

RACKS = {"r1": "Rack 1, Amsterdam", "r2": "Rack 2, Utrecht"}


class Environment(Choice):
    TEST = "test"
    PRODUCTION = "production", "Production (needs an approval)"


class Rack(Choice, options=RACKS):
    """Where there is space."""


class Page(FormPage):
    environment: Environment
    rack: Rack | None = None


RIGHT = {"environment": "test", "rack": "r2"}
WRONG = [{"environment": "acceptance"}, {"environment": "test", "rack": "r3"}]
