"""Radio.

One option of a few, all of them in sight.
"""

from perdure.forms import Choice, FormPage, Radio


class Environment(Choice):
    TEST = "test", "Test"
    PRODUCTION = "production", "Production"


class Page(FormPage):
    environment: Radio[Environment]


RIGHT = {"environment": "production"}
WRONG = [{"environment": "acceptance"}]
