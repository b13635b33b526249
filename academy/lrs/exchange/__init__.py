"""Speaking to another record store: where it is, requests to it, what it answers. No Django."""
