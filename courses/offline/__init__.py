"""Learning without a connection: what a device keeps, and what it tells once it is back."""
