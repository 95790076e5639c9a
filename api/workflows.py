"""The workflows that this installation knows."""

from typing import Self

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ..domain.catalogue import catalogue
from ..domain.definitions import Target, WorkflowDefinition
from ..domain.plan import Node, NodeKind
from .pages import Word
from .problems import documented

router = APIRouter(prefix="/workflows", tags=["workflows"])


class WorkflowSummary(BaseModel):
    """A workflow as lists show it."""

    name: str = Field(description="Its key in the API, and the Temporal workflow type.")
    title: str = Field(description="For people.")
    target: Target = Field(description="Its kind.")
    products: list[str] = Field(description="Names of the products it belongs to.")
    has_form: bool = Field(description="Whether its author asks for answers.")

    @classmethod
    def of(cls, workflow: WorkflowDefinition) -> Self:
        """The summary of a definition."""
        return cls.model_validate(cls._members(workflow))

    @staticmethod
    def _members(workflow: WorkflowDefinition) -> dict[str, object]:
        return {
            "name": workflow.name,
            "title": workflow.title,
            "target": workflow.target,
            "products": [product.name for product in workflow.products],
            "has_form": workflow.form is not None,
        }


class PlannedStep(BaseModel):
    """One element of a plan."""

    key: str = Field(description="The durable name of the author's function.")
    title: str = Field(description="For people.")
    kind: NodeKind = Field(description="What is done with it.")
    assignee: str | None = Field(description="Who answers, if it asks for answers.")
    steps: list["PlannedStep"] = Field(description="What stands inside.")

    @classmethod
    def of(cls, node: Node) -> Self:
        """The step of a node."""
        return cls(
            key=node.key,
            title=node.title,
            kind=node.kind,
            assignee=node.assignee,
            steps=[PlannedStep.of(child) for child in node.steps],
        )


class WorkflowDetail(WorkflowSummary):
    """A workflow with its steps."""

    steps: list[PlannedStep] = Field(description="What a process that is started now will do.")
    allowed_statuses: list[str] = Field(description="Statuses of a subscription in which it may start.")

    @classmethod
    def of(cls, workflow: WorkflowDefinition) -> Self:
        """The detail of a definition."""
        return cls.model_validate(
            cls._members(workflow)
            | {
                "steps": [PlannedStep.of(node) for node in workflow.plan()],
                "allowed_statuses": sorted(workflow.allowed_statuses),
            }
        )


@router.get("")
async def list_workflows() -> list[WorkflowSummary]:
    """Every workflow, by name."""
    return [WorkflowSummary.of(workflow) for _, workflow in sorted(catalogue.workflows.items())]


@router.get("/{key}", responses=documented(404, 422))
async def get_workflow(key: Word) -> WorkflowDetail:
    """One workflow with its steps."""
    return WorkflowDetail.of(catalogue.workflow(key))
