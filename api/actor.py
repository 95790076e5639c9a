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
