"""People to get in touch with."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, EmailStr, Field

ContactPersonName = Annotated[str, Field(json_schema_extra={"format": "contactPersonName"})]
"""A name that clients may complete: `name: ContactPersonName`."""

OrganisationId = Annotated[str, Field(json_schema_extra={"format": "organisationId"})]
"""The id of an organisation: `organisation: OrganisationId`."""


class ContactPerson(BaseModel):  # noqa: D101 — its docstring would be its description on the page
    # Deferred: e-mail addresses cost a tenth of a second of imports, and few forms ask for one.
    model_config = ConfigDict(defer_build=True)

    name: ContactPersonName
    email: EmailStr
    phone: str = ""


def contact_person_list(
    organisation: UUID | None = None,
    organisation_key: str | None = "organisation",
    min_items: int | None = None,
    max_items: int | None = None,
) -> Any:
    """The annotation of a list of contact persons; entries that were left empty do not count.

    Args:
        organisation: Whose people a client may propose.
        organisation_key: Name of the field that says whose.
        min_items: At least this many.
        max_items: At most this many.
    """
    said = {"organisationId": organisation and str(organisation), "organisationKey": organisation_key}
    return Annotated[
        list[ContactPerson],
        Field(min_length=min_items, max_length=max_items),
        BeforeValidator(_without_empty),
        Field(json_schema_extra={name: value for name, value in said.items() if value}),
    ]


def _without_empty(entries: Any) -> Any:
    """Leaves out what is empty, or an object of which every field is."""
    if not isinstance(entries, list):
        return entries
    return [entry for entry in entries if (any(entry.values()) if isinstance(entry, dict) else entry)]
