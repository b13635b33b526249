"""Packages made elsewhere: brought in, shown on origins of their own, launched, reported.

What a package holds is code that others wrote. It is served by hosts that know neither sessions nor
pages of the academy (`middleware`), within a page that holds the run-time of its standard.
"""
