"""The console: server-rendered pages for operators, drawn from what the JSON API serves."""
