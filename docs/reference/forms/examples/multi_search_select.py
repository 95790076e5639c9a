"""MultiSearchSelect.

Several of more options than fit on a page, each once; see [`SearchSelect`](search-select.md).
"""

from typing import Annotated

from pydantic import Field

from perdure.forms import FormPage, MultiSearchSelect

SERVERS = {f"server-{number}": f"Server {number}" for number in range(100_000)}


class Page(FormPage):
    servers: Annotated[list[str], MultiSearchSelect.among(SERVERS)] = Field(min_length=1, max_length=3)


RIGHT = {"servers": ["server-7", "server-99999"]}
WRONG = [{"servers": ["server-7", "server-x"]}, {"servers": ["server-7", "server-7"]}, {"servers": []}]
