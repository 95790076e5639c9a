"""What a browser posts: texts by name, several of one name among them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Posted:
    """The texts of a form.

    Args:
        texts: By name, in the order in which they were posted.
        settled: Whether they are handed in. Until then, rows that are still empty are kept.
    """

    texts: dict[str, list[str]] = field(default_factory=dict)
    settled: bool = True

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, object]], *, settled: bool = True) -> "Posted":
        """From names and values as they came; files are not texts, and left out."""
        texts: defaultdict[str, list[str]] = defaultdict(list)
        for name, value in pairs:
            if isinstance(value, str):
                # HTML has the line ends of texts be CRLF when they are posted.
                texts[name].append(value.replace("\r\n", "\n"))
        return cls(dict(texts), settled)

    def one(self, name: str) -> str | None:
        """The text of this name, the last of several; None if there is none."""
        found = self.texts.get(name)
        return found[-1] if found else None

    def all(self, name: str) -> list[str]:
        """All the texts of this name."""
        return self.texts.get(name, [])
