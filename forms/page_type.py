"""The class of page classes: a form may declare its pages in its body, and they are made once all the same."""

import sys
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel

from .remembered import made_once

if TYPE_CHECKING:
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)


class PageType(ModelMetaclass):
    """Gives back the page that was made from the same lines over the same values."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **keywords: Any
    ) -> "PageType":
        """A page class; see `made_once`."""
        # Pydantic looks up the names in annotations where the class is declared, and would look in this function.
        declared_in = sys._getframe(1)  # noqa: SLF001 — there is no other way to be no frame of one's own
        names = None if declared_in.f_code.co_name == "<module>" else declared_in.f_locals

        def make() -> PageType:
            given = dict(keywords)
            if given.setdefault(_RESET, None) is None:
                given[_RESET] = False
                namespace[_NAMES] = names
            page: Any = super(PageType, cls).__new__(cls, name, bases, namespace, **given)
            if page.__pydantic_complete__:
                page.__pydantic_parent_namespace__ = (
                    None  # needed no longer, and it holds on to the form's values
                )
            return cast("PageType", page)

        return made_once(name, bases, namespace, make, **keywords)


_RESET = "__pydantic_reset_parent_namespace__"
_NAMES = "__pydantic_parent_namespace__"
