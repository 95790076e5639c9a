"""What two sides made of one document, put together: edits, where they meet, and what both amount to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from .difference import ABSENT, difference
from .documents import IDENTITY, MEMBER, REFERENCE

Path = tuple["str | int | _Block", ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """A block in a list, by its id: its index says nothing once somebody else has changed the list."""

    identity: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block was put into a list.

    Args:
        behind: the block before it that had been there; None for the beginning.
        known: the blocks that had been there, in order.
    """

    behind: str | None
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change in a tree of dictionaries and lists.

    Args:
        path: where.
        before: what was there, or `ABSENT`.
        after: what is there, or `ABSENT`.
        place: of a block that was put into a list.
    """

    path: Path
    before: Any
    after: Any
    place: _Place | None = None

    @property
    def words(self) -> str:
        """The path, such as ``core_link.ports[6f1e…].name``."""
        return "".join(
            f"[{step.identity}]" if isinstance(step, _Block) else f".{step}" for step in self.path
        ).lstrip(".")


def edits(before: Any, after: Any) -> list[Edit]:
    """What makes one tree the other.

    Blocks in lists are told apart by their ids; a list of anything else is changed item by item as long as it keeps its
    length, and as a whole when not (or when blocks change places).
    """
    return list(_edits((), before, after))


def meeting(mine: Sequence[Edit], theirs: Sequence[Edit]) -> list[tuple[Edit, Edit]]:
    """The pairs of edits that cannot both be: of one place, or of one inside the other, and different."""
    return [
        (one, other)
        for one in mine
        for other in theirs
        if _one_inside_the_other(one.path, other.path) and not _same(one, other)
    ]


def applied(changes: Sequence[Edit], tree: Any) -> Any:
    """A tree with edits made in it; those that meet what has been changed in it already win."""
    changed = deepcopy(tree)
    runs: dict[tuple[Path, str | None], list[Edit]] = {}
    for edit in changes:
        if edit.place is not None:
            runs.setdefault((edit.path[:-1], edit.place.behind), []).append(edit)
    # What is put into a list finds its place by what was there, so that goes last.
    for (path, _), run in runs.items():
        _put(_inside(changed, path), run)
    for edit in changes:
        if not edit.path:
            return deepcopy(edit.after)
        if edit.place is None:
            _set(_inside(changed, edit.path[:-1]), edit)
    return changed


def _edits(path: Path, before: Any, after: Any) -> Iterator[Edit]:
    match before, after:
        case dict(), dict() if _one_block(before, after):
            for key in [*before, *(key for key in after if key not in before)]:
                yield from _edits((*path, key), before.get(key, ABSENT), after.get(key, ABSENT))
        case list(), list() if (were := _by_id(before)) is not None and (are := _by_id(after)) is not None:
            if [key for key in were if key in are] == [key for key in are if key in were]:
                yield from _block_edits(path, were, are)
            else:
                yield Edit(path, before, after)
        case list(), list() if len(before) == len(after) and _by_id(before) is None:
            for index, (one, other) in enumerate(zip(before, after, strict=True)):
                yield from _edits((*path, index), one, other)
        case _:
            if difference(before, after):
                yield Edit(path, before, after)


def _block_edits(path: Path, were: dict[str, Any], are: dict[str, Any]) -> Iterator[Edit]:
    behind: str | None = None
    for key, block in are.items():
        inside = (*path, _Block(key))
        if key in were:
            behind = key
            yield from _edits(inside, were[key], block)
        else:
            yield Edit(inside, ABSENT, block, _Place(behind, tuple(were)))
    for key, block in were.items():
        if key not in are:
            yield Edit((*path, _Block(key)), block, ABSENT)


def _one_block(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether two dictionaries are one and the same block, or no blocks; of two blocks no mixture is made."""
    return all(before.get(key) == after.get(key) for key in (IDENTITY, REFERENCE, MEMBER))


def _by_id(items: list[Any]) -> dict[str, Any] | None:
    """Blocks by their ids, or None when it is no list of blocks, or one has a block twice."""
    found = {item[IDENTITY]: item for item in items if isinstance(item, dict) and IDENTITY in item}
    return found if len(found) == len(items) else None


def _one_inside_the_other(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _same(one: Edit, other: Edit) -> bool:
    # Two that put one block into a list may have meant different places.
    return one.place is None and one.path == other.path and not difference(one.after, other.after)


def _inside(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[_index(tree, step) if isinstance(step, _Block) else step]
    return tree


def _set(container: Any, edit: Edit) -> None:
    step = edit.path[-1]
    key: Any = _index(container, step) if isinstance(step, _Block) else step
    if edit.after is not ABSENT:
        container[key] = deepcopy(edit.after)
    elif isinstance(container, dict):
        container.pop(key, None)
    elif key is not None:
        del container[key]


def _index(blocks: list[Any], block: _Block) -> int | None:
    found = (index for index, item in enumerate(blocks) if item[IDENTITY] == block.identity)
    return next(found, None)


def _put(blocks: list[Any], run: Sequence[Edit]) -> None:
    """Put blocks into a list: behind what they were behind, and beside what others have put there by their ids.

    So it does not matter who comes first.
    """
    there = {item[IDENTITY] for item in blocks}
    new = [edit.after for edit in run if edit.after[IDENTITY] not in there]
    if new and (place := run[0].place):
        index = _index_for(blocks, new[0][IDENTITY], place)
        blocks[index:index] = deepcopy(new)


def _index_for(blocks: list[Any], first: str, place: _Place) -> int:
    rank = {identity: index for index, identity in enumerate(place.known)}
    wanted = -1 if place.behind is None else rank[place.behind]
    above, theirs = -1, ""
    for index, item in enumerate(blocks):
        identity = item[IDENTITY]
        if identity in rank:
            above, theirs = rank[identity], ""
            if above > wanted:
                return index
        else:
            theirs = theirs or identity
            if above == wanted and theirs > first:
                return index
    return len(blocks)
