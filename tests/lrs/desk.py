"""People at the pages of the record store."""

import time


def sign_in(client, user, *, proved=True):
    """Sign in, with a proof of a moment ago for what asks for one."""
    client.force_login(user)
    if proved:
        session = client.session
        proof = {"method": "password", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [proof]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client
