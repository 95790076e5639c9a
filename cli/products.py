"""`perdure products`."""


def products() -> None:
    """Show which plug-ins are loaded here, from where, and what they bring."""
    from ..domain.catalogue import catalogue
    from ..settings import Settings
    from .console import console, table

    catalogue.load_installed(Settings.load().plugins)
    rows = table("Product", "What it is", "Workflows")
    for name, product in sorted(catalogue.products.items()):
        workflows = [
            workflow.name for workflow in catalogue.workflows.values() if product in workflow.products
        ]
        rows.add_row(name, product.description, "\n".join(workflows))
    out = console()
    for name, origin in sorted(catalogue.plugins.items()):
        out.print(f"Plug-in {name} from {origin}")
    out.print()
    out.print(rows)
