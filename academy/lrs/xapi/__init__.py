"""The rules of xAPI 1.0.3 and 2.0, pure: no Django, no clock, no database.

Clauses are cited as they stand above each rule: "Data x.y" and "Communication x.y" are parts two
and three of the xAPI 1.0.3 specification (https://github.com/adlnet/xAPI-Spec); "9274 x.y" is
IEEE 9274.1.1, which is xAPI 2.0.
"""
