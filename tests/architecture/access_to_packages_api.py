"""Who gets what at the addresses of the packages' API, in the form of `access`.

No session counts there: whoever comes without a token is told so, whatever the role.
"""

PACKAGES_API = """
GET    packages_api:description                  200  200  200  200  200  200  200
GET    packages_api:packages                     401  401  401  401  401  401  401
POST   packages_api:packages                     401  401  401  401  401  401  401
GET    packages_api:package nobody               401  401  401  401  401  401  401
DELETE packages_api:package nobody               401  401  401  401  401  401  401
GET    packages_api:versions nobody              405  405  405  405  405  405  405
POST   packages_api:versions nobody              401  401  401  401  401  401  401
GET    packages_api:import nobody                401  401  401  401  401  401  401
GET    packages_api:launches nobody              405  405  405  405  405  405  405
POST   packages_api:launches nobody              401  401  401  401  401  401  401
GET    packages_api:registration nobody          401  401  401  401  401  401  401
GET    packages_api:waivers nobody               405  405  405  405  405  405  405
POST   packages_api:waivers nobody               401  401  401  401  401  401  401
GET    packages_api:session nobody               401  401  401  401  401  401  401
GET    packages_api:abandonment nobody           405  405  405  405  405  405  405
POST   packages_api:abandonment nobody           401  401  401  401  401  401  401
"""
