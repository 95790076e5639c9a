"""Durable lifecycles for subscriptions, on Temporal."""
