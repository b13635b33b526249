"""The engines on which facts are worked out of statements: the embedded one, and a cluster."""
