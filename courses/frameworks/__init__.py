"""Public frameworks of skills held as data, what objectives name of them, and what is covered."""
