"""A JSON Schema in one piece: definitions put where they are referred to."""

from typing import Any

_PREFIX = "#/$defs/"


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without references, as far as that is possible.

    What stands beside a reference wins over the definition. A definition that contains itself stays a reference, and
    one that a discriminator names stays where it is as well.
    """
    return _Inliner(schema.get("$defs", {})).whole(schema)


class _Inliner:
    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._kept: set[str] = set()

    def whole(self, schema: dict[str, Any]) -> dict[str, Any]:
        body = {key: self._node(value, ()) for key, value in schema.items() if key != "$defs"}
        kept: dict[str, Any] = {}
        # A definition that is kept may refer to another one that has to be.
        while missing := self._kept - kept.keys():
            kept |= {name: self._node(self._definitions[name], (name,)) for name in missing}
        return body | {"$defs": kept} if kept else body

    def _node(self, node: Any, inside: tuple[str, ...]) -> Any:
        if isinstance(node, list):
            return [self._node(item, inside) for item in node]
        if not isinstance(node, dict):
            return node
        name = self._name(node.get("$ref"))
        if name is None:
            mapping = node.get("discriminator", {}).get("mapping", {}) if "oneOf" in node else {}
            self._kept |= {target for ref in mapping.values() if (target := self._name(ref))}
            return {key: self._node(value, inside) for key, value in node.items()}
        if name in inside:
            self._kept.add(name)
            return node
        beside = {key: self._node(value, inside) for key, value in node.items() if key != "$ref"}
        return self._node(self._definitions[name], (*inside, name)) | beside

    def _name(self, ref: object) -> str | None:
        """The definition that a reference leads to."""
        name = ref.removeprefix(_PREFIX) if isinstance(ref, str) else None
        return name if name in self._definitions else None
