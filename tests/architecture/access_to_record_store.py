"""Who gets what at the addresses of the record store, in the form of `access`."""

RECORD_STORE = """
GET  /xapi/about                                 200  200  200  200  200  200  200
GET  /xapi/1.0.3/about                           200  200  200  200  200  200  200
GET  /xapi/statements                            401  401  401  401  401  401  401
GET  /xapi/1.0.3/statements                      401  401  401  401  401  401  401
POST /xapi/statements                            401  401  401  401  401  401  401
GET  xapi_profile                                200  200  200  200  200  200  200
GET  xapi_profile_first_version                  200  200  200  200  200  200  200
GET  xapi_profile_second_version                 200  200  200  200  200  200  200
GET  xapi_profile_version                        200  200  200  200  200  200  200
GET  /xapi/activities                            401  401  401  401  401  401  401
GET  /xapi/1.0.3/activities                      401  401  401  401  401  401  401
GET  /xapi/activities/state                      401  401  401  401  401  401  401
GET  /xapi/activities/profile                    401  401  401  401  401  401  401
GET  /xapi/agents/profile                        401  401  401  401  401  401  401
GET  /xapi/agents                                401  401  401  401  401  401  401
GET  /xapi/1.0.3/activities/state                401  401  401  401  401  401  401
GET  /xapi/1.0.3/activities/profile              401  401  401  401  401  401  401
GET  /xapi/1.0.3/agents/profile                  401  401  401  401  401  401  401
GET  /xapi/1.0.3/agents                          401  401  401  401  401  401  401
POST /xapi/activities/state                      401  401  401  401  401  401  401
GET  /xapi/nothing                               404  404  404  404  404  404  404
GET  /xapi/1.0.3/nothing                         404  404  404  404  404  404  404

GET  lrs:credentials                             in   404  404  200  404  404  200
GET  lrs:new_credential                          in   404  404  200  404  404  200
POST lrs:new_credential                          in   404  404  prove 404 404  prove
GET  lrs:credential credential                   in   404  404  200  404  404  200
GET  lrs:credential other_credential             in   404  404  404  404  404  200
GET  lrs:credential nothing                      in   404  404  404  404  404  404
GET  lrs:limit_credential credential             in   405  405  405  405  405  405
POST lrs:limit_credential credential             in   404  404  404  404  404  prove
GET  lrs:revoke_credential credential            in   404  404  200  404  404  200
POST lrs:revoke_credential credential            in   404  404  prove 404 404  prove
GET  lrs:revoke_credential other_credential      in   404  404  404  404  404  200
POST lrs:revoke_credential other_credential      in   404  404  404  404  404  prove
GET  lrs:statements                              in   404  404  404  404  404  go
GET  lrs:give_reason                             in   404  404  404  404  404  200
POST lrs:give_reason                             in   404  404  404  404  404  prove
POST lrs:close_records                           in   404  404  404  404  404  go
GET  lrs:statement statement                     in   404  404  404  404  404  go
GET  lrs:statement nobody                        in   404  404  404  404  404  go
GET  lrs:void_statement statement                in   404  404  404  404  404  go
POST lrs:void_statement statement                in   404  404  404  404  404  go
GET  lrs:registration registration               in   404  404  404  404  404  go
"""
