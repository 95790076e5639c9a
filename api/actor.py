"""Who is asking: the one place that says so."""

from typing import Annotated

from fastapi import Depends, Header

LOCAL = "local"


async def current_actor(
    x_perdure_actor: Annotated[
        str,
        Header(
            description="Who is asking, until access control is on.",
            max_length=100,
            # Names, mail addresses, DOMAIN\user, system:part; no control characters, no space at the ends.
            pattern=r"^[A-Za-z0-9_](?:[A-Za-z0-9_ .@:+/\\-]*[A-Za-z0-9_])?$",
        ),
    ] = LOCAL,
) -> str:
    """The person or system that makes this request; no parameter overrides it."""
    return x_perdure_actor


Actor = Annotated[str, Depends(current_actor)]


async def current_groups(
    x_perdure_groups: Annotated[
        str,
        Header(
            description="The groups of whoever is asking, separated by commas, until access control is on.",
            max_length=1000,
            pattern=r"^[A-Za-z0-9_ .@:+/\\,-]*$",
        ),
    ] = "",
) -> frozenset[str]:
    """The groups that the person who makes this request belongs to."""
    return frozenset(name.strip() for name in x_perdure_groups.split(",") if name.strip())


Groups = Annotated[frozenset[str], Depends(current_groups)]
