"""Leaving the academy: asked for, waited for, done, with a receipt."""
