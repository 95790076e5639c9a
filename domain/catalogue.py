"""What this installation knows: plug-ins with their products, workflows and steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from .definitions import StepDefinition, WorkflowDefinition
from .errors import DefinitionError, NotFoundError
from .plan import WITH_FUNCTION, NodeKind
from .product import Product
from .restoring import check_restoring

ENTRY_POINT_GROUP = "perdure.products"

# Paths of the API beside `POST /processes/{workflow}`.
_TAKEN: Final = frozenset({"bulk"})


@dataclass(frozen=True)
class Plugin:
    """A package of products and their workflows, named by an entry point of the group ``perdure.products``.

    Args:
        name: prefix of its steps' keys; never change it once processes have run.
        products: what it offers.
        workflows: what the decorators returned.
    """

    name: str
    products: Sequence[Product] = ()
    workflows: Sequence[WorkflowDefinition] = ()


@dataclass
class Catalogue:
    """All plug-ins of one process; see `catalogue`."""

    products: dict[str, Product] = field(default_factory=dict)
    workflows: dict[str, WorkflowDefinition] = field(default_factory=dict)
    steps: dict[str, StepDefinition] = field(default_factory=dict)
    plugins: dict[str, str] = field(default_factory=dict)

    def load(self, plugin: Plugin, origin: str = "this program") -> None:
        """Add a plug-in; loading the same one again changes nothing.

        Raises:
            DefinitionError: two things have one name; the message has both origins.
        """
        if plugin.name in self.plugins:
            if self._knows(plugin):
                return
            raise DefinitionError(
                f"Plug-in {plugin.name!r} comes from {self.plugins[plugin.name]} and from {origin}; rename one."
            )
        for product in plugin.products:
            known = self.products.setdefault(product.name, product)
            if known is not product:
                raise DefinitionError(
                    f"Two products are called {product.name!r}, one of them in {origin}; rename one."
                )
        for workflow in plugin.workflows:
            self._add_workflow(plugin, workflow)
        for workflow in plugin.workflows:
            check_restoring(workflow, self.workflows)
        self.plugins[plugin.name] = origin

    def _knows(self, plugin: Plugin) -> bool:
        """Whether this very plug-in has been loaded, by whatever path."""
        products = all(self.products.get(product.name) is product for product in plugin.products)
        return products and all(self.workflows.get(item.name) is item for item in plugin.workflows)

    def load_installed(self, extra: Sequence[str] = ()) -> None:
        """Load every installed plug-in, and ``extra`` ones by import path (``module:attribute``).

        Raises:
            DefinitionError: a path leads nowhere or to something else than a `Plugin`, or names clash.
        """
        installed = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: entry.name)
        for entry in (*installed, *(EntryPoint(path, path, ENTRY_POINT_GROUP) for path in extra)):
            self._load_entry(entry)

    def workflow(self, name: str) -> WorkflowDefinition:
        """The workflow of that name.

        Raises:
            NotFoundError: there is none.
        """
        try:
            return self.workflows[name]
        except KeyError:
            known = ", ".join(sorted(self.workflows)) or "none"
            raise NotFoundError(f"There is no workflow {name[:100]!r}. Known workflows: {known}.") from None

    def _load_entry(self, entry: EntryPoint) -> None:
        try:
            found = entry.load()
        except (ImportError, AttributeError) as error:
            raise DefinitionError(f"Plug-in {entry.value} cannot be loaded: {error}.") from error
        if not isinstance(found, Plugin):
            raise DefinitionError(
                f"{entry.value} is not a perdure.Plugin but {type(found).__name__}; name the Plugin there."
            )
        self.load(found, entry.value)

    def _add_workflow(self, plugin: Plugin, workflow: WorkflowDefinition) -> None:
        if workflow.name in _TAKEN:
            raise DefinitionError(
                f"A workflow cannot be called {workflow.name!r} ({workflow.origin}): `POST /processes/{workflow.name}` "
                "is taken; rename it."
            )
        known = self.workflows.setdefault(workflow.name, workflow)
        if known is not workflow:
            raise DefinitionError(
                f"Two workflows are called {workflow.name!r}: {known.origin} and {workflow.origin}; rename one."
            )
        for step in workflow.all_steps():
            step.key = step.key or f"{plugin.name}.{step.name}"
            if step.kind in WITH_FUNCTION:
                for key in (step.key, *step.aliases):
                    self._add_step(key, step)

    def _add_step(self, key: str, step: StepDefinition) -> None:
        other = self.steps.setdefault(key, step)
        # A condition is its predicate: one function may decide about several steps.
        both_decide = other.kind is NodeKind.CONDITIONAL and other.function is step.function
        if other is not step and not both_decide:
            raise DefinitionError(
                f"Two steps have the key {key!r}: {other.origin} and {step.origin}; give one a key of its own."
            )


catalogue = Catalogue()
"""The catalogue of this process. One is enough: Temporal's types and the database's rows are global too."""
