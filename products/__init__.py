"""Reference products, one folder each."""
