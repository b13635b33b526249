"""Who gets what at the addresses of launch sessions, in the form of `access`.

Content fetches its token without being anybody: whoever has the key is answered.
"""

SESSIONS = """
GET  cmi5_fetch nothing                          405  405  405  405  405  405  405
POST cmi5_fetch nothing                          200  200  200  200  200  200  200
POST lrs:abandon_session nobody                  in   404  404  404  404  404  go
GET  lrs:abandon_session nobody                  in   405  405  405  405  405  405"""
