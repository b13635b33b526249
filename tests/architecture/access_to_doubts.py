"""Who gets what at the addresses of doubtful questions, in the form of `access`."""

DOUBTS = """
GET  courses_items:bank bank                     in   404  200  404  404  404  200
GET  courses_items:bank other_bank               in   404  404  404  404  404  200
GET  courses_items:doubts                        in   404  200  404  404  404  200
GET  courses_items:doubt doubt                   in   404  200  404  404  404  200
POST courses_items:doubt doubt                   in   404  422  404  404  404  422
GET  courses_items:doubt 0                       in   404  404  404  404  404  404
"""
