"""The API's description: FastAPI's own, and the models that only error responses use."""

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from .form_bodies import FormNotComplete, FormNotValid
from .problems import Problem


class DocumentedApi(FastAPI):
    """Adds the models that responses name by reference: FastAPI itself knows one media type per route."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        document = super().openapi()
        models = [(model, "serialization") for model in (Problem, FormNotComplete, FormNotValid)]
        _, definitions = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]  # list is invariant
        document.setdefault("components", {}).setdefault("schemas", {}).update(definitions["$defs"])
        return document
