"""The second factor of demonstration accounts, known to everyone and therefore good for nothing
else: outside of a demonstration the adapter refuses it."""

TOTP = "DEMONSTRATIONACADEMYONLYNOSECRET"
