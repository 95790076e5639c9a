"""Pages, fields, the wizard and its JSON Schema; knows no subscriptions."""
