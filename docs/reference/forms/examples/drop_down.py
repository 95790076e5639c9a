"""DropDown.

One option of a list that folds out. For more options than a few hundred, see [`SearchSelect`](search-select.md).
"""

from perdure.forms import Choice, DropDown, FormPage


class Server(Choice):
    AMS = "ams", "Amsterdam"
    UTR = "utr", "Utrecht"


class Page(FormPage):
    server: DropDown[Server]
    fallback: DropDown[Server] | None = None


RIGHT = {"server": "ams", "fallback": "utr"}
WRONG = [{"server": "rtm"}]
