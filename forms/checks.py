"""What is checked when a page is declared, so that its author hears of it and not somebody who fills it in."""

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from .anatomy import marks_on, models_in
from .conditions import UNANSWERED, Mark
from .errors import FormDefinitionError
from .fields.conditional import Visible


def check_page(page: type[BaseModel]) -> None:
    """Looks at what fields say about each other.

    Raises:
        FormDefinitionError: One depends on what cannot be known then, or its mark is in the wrong place.
    """
    _check(page, {page})


def _check(model: type[BaseModel], seen: set[type[BaseModel]]) -> None:
    earlier: dict[str, FieldInfo] = {}
    for name, field in model.model_fields.items():
        where = f"{model.__name__}.{name}"
        for mark in marks_on(field, Mark):
            for sibling in mark.siblings:
                if sibling not in earlier:
                    raise FormDefinitionError(
                        f"{where} depends on {sibling!r}, which has to be a field declared before it."
                    )
            if isinstance(mark, Visible):
                _check_visible(where, field, mark, earlier)
        earlier[name] = field
        for inner in models_in(field.annotation):
            if inner not in seen:
                seen.add(inner)
                _check(inner, seen)


def _check_visible(where: str, field: FieldInfo, mark: Visible, earlier: dict[str, FieldInfo]) -> None:
    if not field.metadata or field.metadata[-1] is not mark:
        # What comes later would be asked about a field that is hidden.
        raise FormDefinitionError(
            f"{where}: put visible_when last in the annotation, and every constraint before it."
        )
    for sibling, test in mark.condition.tests.items():
        if earlier[sibling].default is UNANSWERED and test.holds(None):
            raise FormDefinitionError(
                f"{where} would be visible while {sibling!r} is hidden; say what {sibling!r} has to be, not what not."
            )
