"""Registrations in cmi5 packages: launches, what AUs tell, and what follows from it.

Every service is keyword-only and needs no request. Locks are taken in one order: the launch session
(by the record store), the registration, the enrolment.
"""
