"""The documents of this repository, as tests read them: their snippets and their links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FILE = re.compile(r"# (\S+\.(?:py|toml|yaml|json))\n")


@dataclass(frozen=True)
class Snippet:
    """A fenced block.

    Args:
        page: the document that it is in.
        language: what follows the fence.
        text: its lines.
    """

    page: Path
    language: str
    text: str

    @property
    def file(self) -> str | None:
        """The file that it is to be, if its first line is a comment that says so."""
        found = _FILE.match(self.text)
        return found and found[1]


def pages() -> list[Path]:
    """Every document that is written by hand or generated here."""
    top = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
    return [*top, *sorted((ROOT / "docs").rglob("*.md"))]


def snippets(page: Path) -> Iterator[Snippet]:
    """The fenced blocks of a document, in order."""
    for language, text in _FENCE.findall(page.read_text(encoding="utf-8")):
        yield Snippet(page, language, text)


def links(page: Path) -> list[str]:
    """Where the links of a document lead, without those in its snippets."""
    return _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))


def written(snippet: Snippet, folder: Path) -> Path:
    """Write the file that a snippet is to be."""
    assert snippet.file
    file = folder / snippet.file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(snippet.text, encoding="utf-8")
    return file
