"""Step lists, lifecycle decorators, and the interpreter that runs plans."""
