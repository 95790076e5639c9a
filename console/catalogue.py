"""The catalogue: which products there are, and what their workflows do."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from ..api.actor import Actor
from ..api.connections import Connected
from ..api.durations import get_durations
from ..api.form_terms import Terms
from ..api.products import list_products
from ..api.workflows import WorkflowDetail, WorkflowSummary
from ..domain.catalogue import catalogue
from ..domain.definitions import Target
from .pages import page
from .preview import preview

DAYS = 30
"""Durations are those of so many days."""

router = APIRouter(prefix="/catalogue")


@router.get("")
def show_catalogue(request: Request, connections: Connected) -> HTMLResponse:
    """Products with their workflows, and the tasks."""
    tasks = [
        WorkflowSummary.of(workflow)
        for _, workflow in sorted(catalogue.workflows.items())
        if workflow.target is Target.TASK
    ]
    return page(request, "catalogue.html", products=list_products(connections), tasks=tasks)


@router.get("/workflows/{key}")
async def show_workflow(
    request: Request, key: str, connections: Connected, actor: Actor, terms: Terms
) -> HTMLResponse:
    """One workflow: its steps, what it asks for, and how long its steps take."""
    workflow = WorkflowDetail.of(catalogue.workflow(key))
    durations = await run_in_threadpool(get_durations, workflow.name, connections, DAYS)
    return page(
        request,
        "workflow.html",
        workflow=workflow,
        preview=await preview(connections, workflow.name, actor, terms),
        durations=durations,
        days=DAYS,
    )
