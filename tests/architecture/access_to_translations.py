"""Who gets what where paths are translated, and at the glossary; `access` says how it is read."""

TRANSLATIONS = """
GET  courses_translating:paths                   in   404  200  404  404  404  200
GET  courses_translating:path path_page          in   404  200  404  404  404  200
GET  courses_translating:path other_path_page    in   404  404  404  404  404  200
GET  courses_translating:desk english            in   404  200  404  404  404  200
GET  courses_translating:desk other_english      in   404  404  404  404  404  200
GET  courses_translating:desk course_page        in   404  404  404  404  404  404
POST courses_translating:desk english            in   404  go   404  404  404  go
POST courses_translating:desk other_english      in   404  404  404  404  404  go
GET  courses_translating:meaning course_page     in   404  200  404  404  404  200
GET  courses_translating:meaning other_course_page in 404 404  404  404  404  200
GET  courses_translating:meaning english         in   404  404  404  404  404  404
POST courses_translating:meaning course_page     in   404  422  404  404  404  422
POST courses_translating:meaning other_course_page in 404 404  404  404  404  422
GET  courses_translating:bank bank               in   404  200  404  404  404  200
GET  courses_translating:bank other_bank         in   404  404  404  404  404  200
GET  courses_translating:question english_question in 404 200  404  404  404  200
GET  courses_translating:question other_english_question in 404 404 404 404 404 200
GET  courses_translating:question bank_question  in   404  404  404  404  404  404
POST courses_translating:question english_question in 404 go   404  404  404  go
POST courses_translating:question other_english_question in 404 404 404 404 404 go
GET  courses_translating:question-meaning bank_question in 404 200 404 404 404 200
GET  courses_translating:question-meaning other_bank_question in 404 404 404 404 404 200
POST courses_translating:question-meaning bank_question in 404 422 404 404 404 422
POST courses_translating:question-meaning other_bank_question in 404 404 404 404 404 422
GET  courses_translating:survey survey_written en in 404  200  404  404  404  200
GET  courses_translating:survey other_survey_written en in 404  404  404  404  404  200
GET  courses_translating:survey survey_written de in 404  404  404  404  404  404
POST courses_translating:survey survey_written en in 404  go   404  404  404  go
POST courses_translating:survey other_survey_written en in 404  404  404  404  404  go
GET  courses_translating:import-terms            in   404  200  404  404  404  200
POST courses_translating:import-terms            in   404  422  404  404  404  422
GET  wagtailsnippets_courses_glossaryterm:list   in   404  200  404  404  404  200
GET  wagtailsnippets_courses_glossaryterm:list_results in 404 200 404 404 404 200
"""
