"""Who gets what at the addresses of one’s own record and of leaving: rows of `access.OURS`."""

RECORDS = """
GET  my_record                                   in   200  200  200  200  200  200
GET  my_record_pdf                               in   prove prove prove prove prove prove
GET  my_record_csv                               in   prove prove prove prove prove prove
GET  my_record_json                              in   prove prove prove prove prove prove
GET  lrs:own_statements                          in   prove prove prove prove prove prove
GET  leave_academy                               in   200  200  200  200  200  200
POST leave_academy                               in   prove prove prove prove prove prove
GET  stay_in_academy                             in   405  405  405  405  405  405
POST stay_in_academy                             in   go   go   go   go   go   go
GET  check_departure_receipt                     200  200  200  200  200  200  200
GET  departure_receipt nothing                   404  404  404  404  404  404  404
GET  departure_receipt_file nothing              404  404  404  404  404  404  404
"""
