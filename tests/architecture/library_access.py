"""Who gets what at addresses of libraries: samples, in the form of `access`."""

# Samples of the addresses of libraries, by the names of their routes.
LIBRARIES = """
GET  wagtail_serve /home                         200  200  200  200  200  200  200
GET  wagtail_serve /catalogue                    200  200  200  200  200  200  200
GET  wagtail_serve /path                         200  200  200  200  200  200  200
GET  wagtail_serve /course                       200  200  200  200  200  200  200
GET  wagtail_serve /lesson                       200  200  200  200  200  200  200
GET  wagtail_serve /draft                        404  404  404  404  404  404  404
GET  wagtailcore_login                           in   in   in   in   in   in   in
POST wagtailcore_login                           in   in   in   in   in   in   in
GET  wagtaildocs_serve 0 none                    404  404  404  404  404  404  404
GET  wagtailadmin_home                           in   404  200  404  404  404  200
POST wagtailadmin_home                           in   404  405  404  404  404  405
GET  wagtailadmin_explore_root                   in   404  200  404  404  404  200
GET  wagtailadmin_account                        in   404  200  404  404  404  200
GET  wagtailadmin_choose_page                    in   404  200  404  404  404  200
GET  wagtailadmin_api:pages:listing              in   404  200  404  404  404  200
GET  wagtailadmin_sprite                         200  404  200  404  404  404  200
GET  wagtailadmin_javascript_catalog             200  404  200  404  404  404  200
GET  /admin/nothing/                             go   404  404  404  404  404  404
GET  wagtailadmin_pages:edit draft               in   404  200  404  404  404  200
GET  wagtailadmin_pages:edit other_path_page     in   404  go   404  404  404  200
GET  wagtailadmin_pages:delete other_path_page   in   404  go   404  404  404  200
GET  wagtailusers_users:index                    in   404  404  404  404  404  200
GET  wagtailusers_groups:index                   in   404  404  404  404  404  200
GET  wagtailsites:index                          in   404  go   404  404  404  200
GET  wagtailsnippets:index                       in   404  go   404  404  404  200
GET  wagtailredirects:index                      in   404  go   404  404  404  200
GET  account_login                               200  go   go   go   go   go   go
GET  account_logout                              go   200  200  200  200  200  200
GET  account_signup                              200  go   go   go   go   go   go
GET  account_email                               in   200  200  200  200  200  200
GET  account_change_password                     in   200  200  200  200  200  200
GET  mfa_index                                   in   200  200  200  200  200  200
GET  mfa_view_recovery_codes                     in   404  404  404  404  404  404
GET  usersessions_list                           in   200  200  200  200  200  200
GET  socialaccount_connections                   in   200  200  200  200  200  200
GET  openid_connect_login gov                    404  404  404  404  404  404  404
GET  saml_metadata gov                           404  404  404  404  404  404  404
"""
# How the names of these routes start. One that starts otherwise makes a test fail.
LIBRARY_ROUTES = (
    "account_",
    "mfa_",
    "openid_connect_",
    "saml_",
    "socialaccount_",
    "usersessions_",
    "wagtail",
)
