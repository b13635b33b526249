"""A page of the barometer by mail, once after each release, to whoever asked for it.

`services` takes the wishes and sends, `mail` words a message, `models` keeps what became of each.
"""
