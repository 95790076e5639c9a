"""A page of a form: a pydantic model whose fields are the questions."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema

from .anatomy import read_only_fields, wire_name
from .checks import check_page
from .fields.buttons import with_buttons
from .page_type import PageType
from .secrets import holds_secrets, with_secrets


class FormPage(BaseModel, metaclass=PageType):
    """One page. Subclass it and declare a field per question.

    Fields that are not declared are refused. A frozen field that has a default is shown, not asked: it keeps
    its default whatever is submitted. Give the page a title with `model_config = ConfigDict(title=…)`.
    """

    model_config = ConfigDict(
        title="unknown",
        extra="forbid",
        validate_default=True,
        arbitrary_types_allowed=True,
        allow_inf_nan=False,  # JSON has neither
        hide_input_in_errors=True,  # a traceback in a log must not show secrets
    )

    meta__: ClassVar[dict[str, Any] | None] = {"hasNext": True}
    """What the schema cannot say about the page; goes out beside it."""

    _kept__: ClassVar[frozenset[str]] = frozenset()
    """Names, in Python and in JSON, of the fields that keep their default."""

    def answers(self) -> dict[str, Any]:
        """Every field's value as JSON, by field name; secrets as pydantic's `SecretStr`; no hidden fields."""
        # No warnings: a frozen field may hold a default that is not valid.
        dumped = self.model_dump(mode="json", warnings=False)
        return with_secrets(self, dumped) if holds_secrets(type(self)) else dumped

    @classmethod
    def form_meta(cls) -> dict[str, Any] | None:
        """`meta__`, with the buttons of a `ButtonsConfig` field."""
        return with_buttons(cls.__name__, cls.meta__, cls.model_fields)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_frozen(cls, data: Any) -> Any:
        if not cls._kept__ or not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if key not in cls._kept__}

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Frozen defaults are not validated: nobody who fills in the page could mend one."""
        schema = handler(source)
        inner: Any = schema
        while inner["type"] != "model-fields":
            inner = inner["schema"]
        for name, field in read_only_fields(cls):
            if field.validate_default is None:
                inner["fields"][name]["schema"]["validate_default"] = False
        return schema

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        cls._kept__ = frozenset(
            key for name, field in read_only_fields(cls) for key in (name, wire_name(name, field))
        )
        cls.form_meta()
        check_page(cls)


class SubmitFormPage(FormPage):
    """The last page of a form: its button says submit instead of next."""

    meta__: ClassVar[dict[str, Any] | None] = {"hasNext": False}


def meta_of(page: type[BaseModel]) -> dict[str, Any] | None:
    """What goes out beside the schema of a page, also of one that is a plain model."""
    return page.form_meta() if issubclass(page, FormPage) else getattr(page, "meta__", None)
