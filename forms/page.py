"""A page of a form: a pydantic model whose fields are the questions."""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, model_validator

from .schema import read_only_fields


class FormPage(BaseModel):
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

    def answers(self) -> dict[str, Any]:
        """Every field's value as JSON, by field name."""
        # No warnings: a frozen field may hold a default that is not valid.
        return self.model_dump(mode="json", warnings=False)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_frozen(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        names = [key for name, field in read_only_fields(cls) for key in (name, field.validation_alias)]
        return {key: value for key, value in data.items() if key not in names}

    @classmethod
    def __pydantic_on_complete__(cls) -> None:
        """Frozen defaults are not validated: nobody who fills in the page could mend one."""
        kept = [field for _, field in read_only_fields(cls) if field.validate_default is None]
        for field in kept:
            field.validate_default = False
        if kept:
            cls.model_rebuild(force=True)


class SubmitFormPage(FormPage):
    """The last page of a form: its button says submit instead of next."""

    meta__: ClassVar[dict[str, Any] | None] = {"hasNext": False}
