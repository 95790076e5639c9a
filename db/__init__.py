"""Tables, stores and migrations; the only place that commits."""
