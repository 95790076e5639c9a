"""A browser without JavaScript, as much of one as a form needs."""

import re
from html import unescape

import httpx2
from browser_form import Form


class PlainBrowser:
    """Looks at one page at a time.

    Attributes:
        html: The page.
        status: Of the last response.
        url: Where it is.
        form: The form on it.
    """

    def __init__(self, client: httpx2.Client, **headers: str) -> None:
        self._client = client
        self._headers = headers
        self.html = ""
        self.status = 0
        self.url = ""
        self.form = Form("")

    def open(self, url: str) -> None:
        """Follows a link."""
        self._shown(self._client.get(url, headers=self._headers, follow_redirects=True))

    def fill(self, name: str, *values: str) -> None:
        """Types into a box, ticks boxes, chooses options: what is filled in under a name."""
        kept = [pair for pair in self.form.pairs if pair[0] != name]
        self.form.pairs = [*kept, *((name, value) for value in values)]

    def filled(self, name: str) -> list[str]:
        """What is filled in under a name."""
        return [value for known, value in self.form.pairs if known == name]

    def press(self, button: str, **uploads: tuple[str, bytes, str]) -> None:
        """Presses the button with this value; files go along by the names of their fields."""
        assert button in self.buttons, f"no {button} among {self.buttons}"
        found = re.search(r'<form class="wizard"[^>]* action="([^"]*)"', self.html)
        assert found is not None
        texts = [(name, (None, value)) for name, value in [*self.form.pairs, ("_do", button)]]
        files = [*texts, *((f"/{name}~upload", file) for name, file in uploads.items())]
        headers = {"Origin": str(self._client.base_url).rstrip("/"), **self._headers}
        self._shown(
            self._client.post(unescape(found[1]), files=files, headers=headers, follow_redirects=True)
        )

    @property
    def buttons(self) -> list[str]:
        """The values of all buttons on the page."""
        return re.findall(r'<button[^>]* value="([^"]*)"', self.html)

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.html)).split())

    def _shown(self, response: httpx2.Response) -> None:
        self.html = response.text
        self.status = response.status_code
        self.url = str(response.url)
        begin = self.html.find('<form class="wizard"')
        self.form = Form(self.html[begin : self.html.find("</form>", begin)] if begin >= 0 else "")
