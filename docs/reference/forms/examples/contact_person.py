"""ContactPerson.

People to get in touch with, with name, e-mail address and telephone number. `contact_person_list` is a list of them;
entries that were left empty do not count. `ContactPersonName` is a name alone, which clients may complete.
"""

from perdure.forms import ContactPerson, ContactPersonName, FormPage, contact_person_list


class Page(FormPage):
    first: ContactPerson
    others: contact_person_list(min_items=1, max_items=3)
    signed_by: ContactPersonName


ANN = {"name": "Ann", "email": "ann@example.org"}
RIGHT = {"first": ANN, "others": [{}, ANN | {"phone": "+31 6 1234"}], "signed_by": "Bob"}
WRONG = [{"first": ANN | {"email": "ann@"}, "others": [{}], "signed_by": "Bob"}]
