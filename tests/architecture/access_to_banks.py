"""Who gets what at the addresses of question banks, in the form of `access`."""

BANKS = """
POST courses_banks:cancel                        in   404  go   404  404  404  go
GET  courses_banks:export bank                   in   404  200  404  404  404  200
GET  courses_banks:export other_bank             in   404  404  404  404  404  200
GET  courses_banks:save                          in   404  405  404  404  404  405
POST courses_banks:save                          in   404  go   404  404  404  go
GET  courses_banks:upload                        in   404  200  404  404  404  200
POST courses_banks:upload                        in   404  422  404  404  404  422
GET  wagtailsnippetchoosers_courses_questionbank:choose in 404 200 404 404 404 200
GET  wagtailsnippetchoosers_courses_questionbank:choose_results in 404 200 404 404 404 200
GET  wagtailsnippetchoosers_courses_questionbank:chosen bank in 404 200 404 404 404 200
GET  wagtailsnippetchoosers_courses_questionbank:chosen other_bank in 404 404 404 404 404 200
GET  wagtailsnippetchoosers_courses_questionbank:chosen_multiple in 404 200 404 404 404 200
GET  wagtailsnippets_courses_bankquestion:list   in   404  200  404  404  404  200
GET  wagtailsnippets_courses_bankquestion:list_results in 404 200 404 404 404 200
GET  wagtailsnippets_courses_questionbank:list   in   404  200  404  404  404  200
GET  wagtailsnippets_courses_questionbank:list_results in 404 200 404 404 404 200
GET  wagtailsnippets_courses_questionbank:edit bank in 404 200 404  404  404  200
GET  wagtailsnippets_courses_questionbank:edit other_bank in 404 404 404 404 404 200
"""
