"""`perdure start`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from .options import Actor, ApiUrl, connect

if TYPE_CHECKING:
    from .client import Client


def start(
    workflow: Annotated[str, typer.Argument(help="A workflow's name, such as create_database.")],
    *,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON or YAML; - for standard input. Without it you are asked."),
    ] = None,
    product: Annotated[str | None, typer.Option(help="What to order, by name or id.")] = None,
    subscription: Annotated[UUID | None, typer.Option(help="What to change, end or validate.")] = None,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """Start a process.

    At a terminal the form is asked page by page. Answers in a file are a list with an object
    per page of the form, or one object with the answers to all pages.
    """
    from .answers import read_answers
    from .dialogue import converse
    from .open_form import OpenForm
    from .terminal import Terminal
    from .wizard import fill_in

    given = read_answers(answers) if answers else None
    client = connect(api, actor)
    first: list[dict[str, Any]] = []
    if product is not None:
        first.append({"product": _product_id(client, product)})
    if subscription is not None:
        first.append({"subscription_id": str(subscription)})
    form = OpenForm(client, key=workflow)
    if given is None and Terminal.is_there():
        started = converse(form, Terminal(), first)
    else:
        started = fill_in(form.post, given, first)
    typer.echo(f"Started {workflow}: process {started['id']} is {started['status']}.")
    typer.echo(f"Next: perdure show {started['id']}")


def _product_id(client: "Client", wanted: str) -> str:
    from .errors import UsageError

    products = client.get("products")
    for product in products:
        if wanted in {product["product_id"], product["name"]}:
            return str(product["product_id"])
    known = ", ".join(product["name"] for product in products) or "none"
    raise UsageError(f"There is no product {wanted!r}. Products: {known}.")
