"""Steps as activities: the decorator, the runner that makes a step one transaction, and what opens, parks, closes."""
