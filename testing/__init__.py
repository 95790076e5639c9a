"""What authors use to test their own products."""
