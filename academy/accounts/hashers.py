"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class AcademyArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet).

    Django's own values cost 100 MiB and half a second a sign-in, which fifty people at once turn
    into an outage. Hashes with other values still work and are renewed at the next sign-in.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
