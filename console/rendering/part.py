"""A place on a page: its part of the JSON Schema, where it is, and what it is called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import quote

_REFERENCE = "#/$defs/"
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A page, a field of it, or a part of a field.

    Args:
        schema: Its JSON Schema, without reference and without the alternative `null`.
        path: Keys and indices from the page down to it.
        label: What it is called.
        definitions: What references in its schema lead to.
        required: Whether an answer has to have it.
        nullable: Whether null is an answer.
        within: What it is in, by label, from the outside.
        prefix: What its id begins with, where several forms are shown together.
    """

    schema: Mapping[str, Any]
    path: Path
    label: str
    definitions: Mapping[str, Any]
    required: bool = True
    nullable: bool = False
    within: tuple[str, ...] = ()
    prefix: str = ""

    @classmethod
    def page(cls, schema: Mapping[str, Any], prefix: str = "") -> Self:
        """The whole page."""
        title = schema.get("title", "")
        # What pages are called that nobody has given a title.
        return cls(schema, (), "" if title == "unknown" else title, schema.get("$defs", {}), prefix=prefix)

    def field(self, key: str) -> Self:
        """The field of this name."""
        # A page is not what its fields are called after.
        within = (*self.within, self.label) if self.path else ()
        node = self.schema["properties"][key]
        part = self._inner(node, key, _label(node, key, self.definitions), within)
        return replace(part, required=key in self.schema.get("required", ()))

    def item(self, index: int) -> Self:
        """The item of this index; it is called after its list."""
        return self._inner(self.schema["items"], index, f"{self.label} {index + 1}", self.within)

    @property
    def name(self) -> str:
        """What it is called in what a browser posts: its JSON Pointer."""
        return pointer(self.path)

    @property
    def id(self) -> str:
        """The id of its element."""
        return self.prefix + (quote(self.name) or "page")

    @property
    def kind(self) -> str | None:
        """The type that its schema names."""
        kind = self.schema.get("type")
        return kind if isinstance(kind, str) else None

    @property
    def format(self) -> str | None:
        """The format that its schema names."""
        return self.schema.get("format")

    @property
    def read_only(self) -> bool:
        """Whether it is shown, not asked."""
        return bool(self.schema.get("readOnly"))

    @property
    def description(self) -> str | None:
        """What its author says about it."""
        return self.schema.get("description")

    @property
    def alternatives(self) -> list[Mapping[str, Any]]:
        """The schemas of which one is enough."""
        return [*self.schema.get("anyOf", ()), *self.schema.get("oneOf", ())]

    @property
    def full_label(self) -> str:
        """What it is called, with what it is in: `Port 1: Speed`."""
        return ": ".join([*self.within, self.label])

    def _inner(self, node: Mapping[str, Any], key: str | int, label: str, within: tuple[str, ...]) -> Self:
        schema, nullable = _resolved(node, self.definitions)
        path = (*self.path, key)
        return type(self)(
            schema, path, label, self.definitions, nullable=nullable, within=within, prefix=self.prefix
        )


def _label(node: Mapping[str, Any], key: str, definitions: Mapping[str, Any]) -> str:
    """What a field is called: what its author says, else its name in words.

    The title of a definition is the name of a class, which is no name for a field. But pydantic leaves out a field's
    own title where it is the same; so of `customer_id` a `Customer`, it is taken.
    """
    words = key.replace("_", " ").strip()
    title = node.get("title")
    if title is None:
        name = str(node.get("$ref", "")).removeprefix(_REFERENCE)
        of_class = str(definitions.get(name, {}).get("title", ""))
        return of_class if of_class.casefold() == words.removesuffix(" id").casefold() else words.capitalize()
    return words.capitalize() if title == words.title() else str(title)


def pointer(path: Path) -> str:
    """A path as a JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(key).replace('~', '~0').replace('/', '~1')}" for key in path)


def prefixes(path: Path) -> Iterator[str]:
    """The JSON Pointers of a path and of all that it is part of, the longest first."""
    for length in range(len(path), 0, -1):
        yield pointer(path[:length])


def _resolved(node: Mapping[str, Any], definitions: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """A schema with what its reference leads to, and whether null is among its alternatives."""
    reference = node.get("$ref")
    if isinstance(reference, str):
        inner, nullable = _resolved(definitions[reference.removeprefix(_REFERENCE)], definitions)
        return _beside(inner, node, "$ref"), nullable
    for key in ("anyOf", "oneOf"):
        alternatives = node.get(key, [])
        real = [one for one in alternatives if one.get("type") != "null"]
        if len(real) == 1:
            inner, nullable = _resolved(real[0], definitions)
            return _beside(inner, node, key), nullable or len(alternatives) > 1
        if len(real) < len(alternatives):
            return {**node, key: real}, True
    return dict(node), False


def _beside(inner: Mapping[str, Any], node: Mapping[str, Any], key: str) -> dict[str, Any]:
    """What stands beside a reference wins over the definition."""
    return {**inner, **{name: value for name, value in node.items() if name != key}}
