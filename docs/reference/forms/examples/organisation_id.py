"""OrganisationId.

The id of an organisation, as text. Clients that know organisations show their names.
"""

from perdure.forms import FormPage, OrganisationId


class Page(FormPage):
    organisation: OrganisationId


RIGHT = {"organisation": "surf"}
WRONG = [{"organisation": 7}]
