"""Who gets what at the addresses of the designers' desk, in the form of `access`."""

DESK = """
GET  courses_feedback:reports                    in   404  200  404  404  404  200
GET  courses_feedback:reports-results            in   404  200  404  404  404  200
GET  courses_feedback:report open_report         in   404  200  404  404  404  200
POST courses_feedback:report open_report         in   404  go   404  404  404  go
POST courses_feedback:merge open_report          in   404  go   404  404  404  go
GET  courses_feedback:report other_report        in   404  404  404  404  404  200
POST courses_feedback:report other_report        in   404  404  404  404  404  go
POST courses_feedback:merge other_report         in   404  404  404  404  404  go
GET  courses_frameworks:coverage                  in   404  200  404  404  404  200
GET  courses_frameworks:coverage-results          in   404  200  404  404  404  200
GET  courses_items:course course_page             in   404  200  404  404  404  200
GET  courses_items:course other_course_page       in   404  404  404  404  404  200
GET  courses_items:course path_page               in   404  404  404  404  404  404
GET  courses_linting:check path_page              in   404  200  404  404  404  200
GET  courses_linting:check other_path_page        in   404  404  404  404  404  200
GET  courses_linting:check lesson                 in   404  404  404  404  404  404
GET  courses_linting:ageing                       in   404  200  404  404  404  200
GET  courses_linting:ageing-results               in   404  200  404  404  404  200
GET  framework_entry_chooser:choose               in   404  200  404  404  404  200
GET  framework_entry_chooser:choose_results       in   404  200  404  404  404  200
GET  framework_entry_chooser:chosen entry         in   404  200  404  404  404  200
GET  framework_entry_chooser:chosen nothing       in   404  404  404  404  404  404
GET  framework_entry_chooser:chosen_multiple      in   404  200  404  404  404  200
GET  courses_exchange:upload                     in   404  go   404  404  404  200
GET  courses_exchange:confirm                    in   404  405  404  404  404  405
POST courses_exchange:cancel                     in   404  go   404  404  404  go
GET  courses_exchange:export path_page           in   404  200  404  404  404  200
GET  courses_exchange:export other_path_page     in   404  404  404  404  404  200
POST courses_exchange:bring path_page            in   404  go   404  404  404  go
"""
