"""Who gets what at the addresses of packages, in the form of `access`."""

PACKAGES = """
GET  courses:open-package package_lesson package_block 405 405 405 405 405 405 405
POST courses:open-package package_lesson package_block in go 404 404 404 404  404
POST courses:open-package package_lesson nobody  in   404  404  404  404  404  404
GET  courses:package launch                      in   200  404  404  404  404  404
GET  courses:package nobody                      in   404  404  404  404  404  404
GET  courses:package-standing launch             in   200  404  404  404  404  404
GET  courses:package-waivers                     in   404  404  200  404  404  200
GET  courses:waive-part au_registration          405  405  405  405  405  405  405
POST courses:waive-part au_registration          in   404  404  go   404  404  go
POST courses:waive-part nobody                   in   404  404  404  404  404  404
GET  courses:end-session au_registration         405  405  405  405  405  405  405
POST courses:end-session au_registration         in   404  404  go   404  404  go
POST courses:end-session nobody                  in   404  404  404  404  404  404
GET  courses_packages:upload                     in   404  200  404  404  404  200
POST courses_packages:upload                     in   404  422  404  404  404  422
GET  courses_packages:import package_import      in   404  200  404  404  404  200
GET  courses_packages:import other_import        in   404  404  404  404  404  200
GET  courses_packages:package package            in   404  200  404  404  404  200
GET  courses_packages:package other_package      in   404  404  404  404  404  200
GET  courses_packages:new_version package        in   404  200  404  404  404  200
GET  courses_packages:new_version other_package  in   404  404  404  404  404  200
POST courses_packages:new_version other_package  in   404  404  404  404  404  422
GET  courses_packages:try package 1 0            in   404  200  404  404  404  200
GET  courses_packages:try other_package 1 0      in   404  404  404  404  404  200
GET  wagtailsnippets_courses_package:list        in   404  200  404  404  404  200
GET  wagtailsnippets_courses_package:list_results in  404  200  404  404  404  200
GET  wagtailsnippets_courses_package:add         in   404  go   404  404  404  go
GET  wagtailsnippets_courses_package:delete package in 404 go   404  404  404  go
GET  wagtailsnippets_courses_package:delete other_package in 404 404 404 404 404 200
GET  wagtailsnippetchoosers_courses_package:choose in 404  200  404  404  404  200
GET  wagtailsnippetchoosers_courses_package:choose_results in 404 200 404 404 404 200
GET  wagtailsnippetchoosers_courses_package:chosen package in 404 200 404 404 404 200
GET  wagtailsnippetchoosers_courses_package:chosen_multiple in 404 200 404 404 404 200"""
