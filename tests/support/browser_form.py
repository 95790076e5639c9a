"""What a browser makes of a form's HTML: what it would post when nobody touches it, and what it tells of each field."""

from html.parser import HTMLParser

_BUTTONS = {"submit", "button", "file"}


class Form(HTMLParser):
    """The form in a piece of HTML.

    Attributes:
        pairs: Names and values that would be posted.
        elements: The attributes of each element that has an id, by id.
        labels: The texts of labels, by the id of what they are for.
        buttons: The values of the buttons.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.elements: dict[str, dict[str, str | None]] = {}
        self.labels: dict[str, str] = {}
        self.buttons: list[str] = []
        self._label: str | None = None
        self._select: tuple[str, list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            assert given["id"] not in self.elements, f"two elements with the id {given['id']}"
            self.elements[given["id"]] = {"tag": tag, **given}
        match tag:
            case "input":
                self._input(given)
            case "select":
                self._select = (given["name"] or "", [])
            case "option" if self._select:
                if "selected" in given or not self._select[1]:
                    self._select[1][:] = [given["value"] or ""]
            case "textarea":
                self._area = (given["name"] or "", [])
            case "label":
                self._label = given["for"]
                self.labels[self._label or ""] = ""
            case "button":
                self.buttons.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            self.pairs += [(self._select[0], value) for value in self._select[1]]
            self._select = None
        elif tag == "textarea" and self._area:
            # The line end after the tag is not part of the text; others are posted as CRLF.
            text = "".join(self._area[1]).removeprefix("\n").replace("\n", "\r\n")
            self.pairs.append((self._area[0], text))
            self._area = None
        elif tag == "label":
            self._label = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)
        if self._label is not None:
            self.labels[self._label] += data.strip()

    def _input(self, given: dict[str, str | None]) -> None:
        ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
        if ticked and given.get("type") not in _BUTTONS and given.get("name"):
            self.pairs.append((given["name"] or "", given.get("value") or ""))
