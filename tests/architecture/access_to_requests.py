"""Who gets what where training is asked for, and of surveys; `access` says how it is read."""

REQUESTS = """
GET  courses:training-requests                    in   404  200  200  200  200  200
GET  courses:new-training-request                 in   404  200  200  404  404  404
POST courses:new-training-request                 in   404  422  422  404  404  404
GET  courses:training-request asked_for           in   404  200  200  200  200  200
GET  courses:training-request nothing_asked       in   404  404  404  404  404  404
GET  courses:change-training-request asked_for    in   404  200  200  404  404  404
POST courses:change-training-request asked_for    in   404  422  422  404  404  404
GET  courses:change-training-request other_asked_for in 404 404  404  404  404  404
GET  courses:join-training-request other_asked_for in  404  200  200  404  404  404
POST courses:join-training-request other_asked_for in  404  422  422  404  404  404
GET  courses:join-training-request asked_for      in   404  404  404  404  404  404
GET  courses:leave-training-request asked_for own_pk 405 405 405 405 405 405 405
POST courses:leave-training-request asked_for own_pk in 404 go   go   404  404  404
POST courses:leave-training-request other_asked_for other_pk in 404 404 404 404 404 404
GET  courses_requests:subjects                    in   404  200  404  404  404  200
GET  courses_requests:subject asked_subject       in   404  200  404  404  404  200
GET  courses_requests:subject nothing_asked       in   404  404  404  404  404  404
POST courses_requests:answer asked_subject        in   404  422  404  404  404  422
POST courses_requests:rename asked_subject        in   404  422  404  404  404  422
POST courses_requests:group asked_subject         in   404  go   404  404  404  go
POST courses_requests:ungroup asked_subject nothing_asked in 404 404 404 404 404 404
POST courses_requests:invite asked_subject        in   404  422  404  404  404  422
GET  courses:survey-before surveyed_path          in   200  200  200  200  200  200
POST courses:survey-before surveyed_path          in   422  422  422  422  422  422
GET  courses:survey-before nobody                 in   404  404  404  404  404  404
GET  courses:survey-after surveyed_path           in   404  404  404  404  404  404
POST courses:survey-after surveyed_path           in   404  404  404  404  404  404
POST courses:skip-survey-before surveyed_path     in   go   go   go   go   go   go
POST courses:skip-survey-after nobody             in   404  404  404  404  404  404
POST courses:take-survey-back-before surveyed_path in  404  404  404  404  404  404
POST courses:take-survey-back-after surveyed_path in   404  404  404  404  404  404
GET  wagtailsnippetchoosers_courses_survey:choose in   404  200  404  404  404  200
GET  wagtailsnippetchoosers_courses_survey:choose_results in 404 200 404 404 404 200
GET  wagtailsnippetchoosers_courses_survey:chosen nothing_asked in 404 404 404 404 404 404
GET  wagtailsnippetchoosers_courses_survey:chosen_multiple in 404 200 404 404 404 200
GET  barometer:surveys                            in   404  200  200  404  200  200
GET  barometer:survey surveyed_path               in   404  200  404  404  200  200
GET  barometer:survey nobody                      in   404  404  404  404  404  404
GET  barometer:survey-picture surveyed_path question-1 light 600 in 404 200 404 404 200 200
GET  barometer:survey-table surveyed_path question-1 in 404 200 404  404  200  200
GET  barometer:survey-file surveyed_path question-1 xlsx in 404 200 404 404 200 200
GET  barometer:survey-organism own_survey         in   404  404  200  404  404  404
GET  barometer:survey-organism other_survey       in   404  404  404  404  404  404
GET  barometer:survey-organism-picture own_survey question-1 light 600 in 404 404 200 404 404 404
GET  barometer:survey-organism-table own_survey question-1 in 404 404 200 404 404 404
GET  barometer:survey-organism-file own_survey question-1 json in 404 404 200 404 404 404
GET  barometer:survey-organism-table other_survey question-1 in 404 404 404 404 404 404
"""
