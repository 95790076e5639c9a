"""The widgets: how each kind of field is shown, what it starts with, and what is read from what comes back."""
