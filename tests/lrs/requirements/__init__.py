"""What the standard asks of a record store, line by line, as a client sees it.

Each test bears the number of its requirement; its docstring cites the clause: xAPI 1.0.3 "Data"
(Part Two) and "Communication" (Part Three), "9274" for IEEE 9274.1.1, XAPI-00000 for the numbers of
ADL's conformance requirements. How each rule is kept in detail is tested beside this package, by
subject.

Elsewhere: the speed of each filter in `tests/bench`, `kill -9` in `test_killed.py` of this package,
which belongs to the slower run.
"""
