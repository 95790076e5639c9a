"""What a subscription is: models, lifecycle, State, catalogue."""
