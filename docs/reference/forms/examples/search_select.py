"""SearchSelect.

One of more options than fit on a page. They are not in the schema: the client searches for them, a page of results at
a time, and the server looks up what was chosen. `search(q, cursor, limit)` gives labels by value, and a cursor if
there are more; `resolve(value)` gives the label of a value, None if it is no option. `SearchSelect.among(mapping)` is
for options that are at hand. See [searching](wizard.md#searching).

With `needs`, the options depend on other fields of the page, whose values `search` and `resolve` get by name.
"""

from typing import Annotated

from perdure.forms import FormPage, Options, SearchSelect

SERVERS = {f"server-{number}": f"Server {number}" for number in range(100_000)}


def search_ports(q: str, cursor: str | None, limit: int, *, server: str | None) -> tuple[Options, str | None]:
    begin = int(cursor or 0)
    ports = [f"{server}/{number}" for number in range(48) if q in str(number)]
    more = str(begin + limit) if begin + limit < len(ports) else None
    return {port: f"Port {port}" for port in ports[begin : begin + limit]}, more


def resolve_port(value: str, *, server: str | None) -> str | None:
    return f"Port {value}" if value.startswith(f"{server}/") else None


class Page(FormPage):
    server: Annotated[str, SearchSelect.among(SERVERS)]
    port: Annotated[str, SearchSelect(search_ports, resolve_port, needs=("server",))]


RIGHT = {"server": "server-7", "port": "server-7/12"}
WRONG = [{"server": "server-x", "port": "server-7/12"}, {"server": "server-8", "port": "server-7/12"}]
