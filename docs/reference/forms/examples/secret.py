"""Secret.

A password, a key, a token. It is in no schema, not even as a default; in no error; in no draft, and in nothing that
is shown or filled in again. On the page it is pydantic's `SecretStr`, and so it is in `answers()` and in the form's
result, from where `take_secrets` takes it. See [secrets](wizard.md#secrets). How steps get it:
[Ask for secrets and files](../../how-to/ask-for-secrets-and-files.md#secrets).
"""

from pydantic import Field

from perdure.forms import FormPage, Secret


class Page(FormPage):
    user: str
    password: Secret = Field(min_length=12)


RIGHT = {"user": "orders", "password": "correct horse battery staple"}
WRONG = [{"user": "orders", "password": "horse"}, {"password": "correct horse battery staple"}]
