"""Packages made elsewhere: an archive in, kept and shown on an origin of its own, launched, reported.

What a package holds is code that others wrote. It is served by hosts that know neither sessions nor
pages of the academy (`middleware`), within a page that holds the run-time of its standard.
"""
