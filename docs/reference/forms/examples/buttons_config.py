"""ButtonsConfig.

Other words and colours for the buttons of a page. It is neither asked nor in the schema, but goes out in `meta`,
beside `hasNext`.
"""

from perdure.forms import Button, ButtonsConfig, SubmitFormPage


class Page(SubmitFormPage):
    name: str
    buttons: ButtonsConfig = ButtonsConfig(previous=Button(text="Back"), next=Button("Order now", "danger"))


RIGHT = {"name": "orders"}
WRONG = []
