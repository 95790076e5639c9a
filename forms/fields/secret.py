"""A secret: typed in, never shown again."""

from typing import Annotated

from pydantic import Field, SecretStr

Secret = Annotated[SecretStr, Field(json_schema_extra={"format": "password", "writeOnly": True})]
"""A password, a key, a token: `password: Secret = Field(min_length=12)`.

On the page it is pydantic's `SecretStr`, and so it is in `answers()` and in the form's result, from where
`take_secrets` takes it. It is in no schema, not even as a default; in no error; in nothing that is kept for later.
"""
