"""The pictures of the console's pages."""

import re

from documents import ROOT

PICTURES = ROOT / "docs" / "how-to" / "pictures"
LARGEST = 60_000


def test_every_picture_is_small_and_shown() -> None:
    """Each page is there in two widths and two schemes, in files that nobody waits for."""
    shown = set(re.findall(r"pictures/([\w-]+\.webp)", (ROOT / "docs/reference/console.md").read_text()))
    pages = {name.rsplit("-", 2)[0] for name in shown}
    looks = [f"{width}-{scheme}.webp" for width in ("wide", "narrow") for scheme in ("light", "dark")]

    assert {f"{page}-{look}" for page in pages for look in looks} == shown
    assert shown == {path.name for path in PICTURES.iterdir()}
    assert [] == [path.name for path in PICTURES.iterdir() if path.stat().st_size > LARGEST]
