"""Who gets what at the addresses of what is asked of people: rows of `access.OURS`."""

ASSIGNMENTS = """
GET  courses:assignments                         in   404  404  200  404  404  200
POST courses:assignments                         in   404  404  200  404  404  200
GET  courses:assignment assignment               in   404  404  200  404  404  200
POST courses:assignment assignment               in   404  404  200  404  404  200
GET  courses:assignment other_assignment         in   404  404  404  404  404  200
GET  courses:withdraw assignment                 405  405  405  405  405  405  405
POST courses:withdraw assignment                 in   404  404  go   404  404  go
POST courses:withdraw other_assignment           in   404  404  404  404  404  go
GET  courses:exempt assignment                   405  405  405  405  405  405  405
POST courses:exempt assignment                   in   404  404  200  404  404  200
POST courses:exempt other_assignment             in   404  404  404  404  404  200
POST courses:lift_exemption assignment exemption in   404  404  go   404  404  go
POST courses:lift_exemption other_assignment exemption in 404 404 404 404 404  404
POST courses:lift_exemption other_assignment other_exemption in 404 404 404 404 404 go
GET  courses:answer-exemption assignment request 405  405  405  405  405  405  405
POST courses:answer-exemption assignment request in   404  404  422  404  404  422
POST courses:answer-exemption other_assignment request in 404 404 404 404 404 404
GET  courses:ask-exemption path                  in   200  200  200  200  200  200
POST courses:ask-exemption path                  in   go   422  422  422  422  422
GET  courses:ask-exemption nobody                in   404  404  404  404  404  404
GET  courses:take-request-back request           405  405  405  405  405  405  405
POST courses:take-request-back request           in   go   404  404  404  404  404
GET  courses:followed                            in   404  404  404  404  404  404
GET  courses:named_list assignment               in   404  404  404  404  404  404
POST courses:open_named_list assignment          in   404  404  404  404  404  404
GET  courses:export_named_list assignment        in   405  405  405  405  405  405
POST courses:export_named_list assignment        in   404  404  404  404  404  404
POST courses:close_named_list assignment         in   404  404  404  404  404  404
"""
