"""Who gets what at each address: the access table of the academy, request by request.

After the request come the answers to the seven roles of `world.ROLES`, in order: anonymous,
learner, designer (of "own"), manager (of "own"), portfolio officer, government lead, administrator.

`in`: sent to sign in. `prove`: sent to prove again who one is. `go`: sent to another page.
What one may not know exists answers 404, like what doesn't exist; a method that an address doesn't
take answers 405. Words after the route are values of `world.World`.
"""

from tests.architecture.access_to_adoptions import ADOPTIONS
from tests.architecture.access_to_assignments import ASSIGNMENTS
from tests.architecture.access_to_banks import BANKS
from tests.architecture.access_to_building import BUILDING
from tests.architecture.access_to_doubts import DOUBTS
from tests.architecture.access_to_packages import PACKAGES
from tests.architecture.access_to_packages_api import PACKAGES_API
from tests.architecture.access_to_records import RECORDS
from tests.architecture.access_to_requests import REQUESTS
from tests.architecture.access_to_sessions import SESSIONS
from tests.architecture.access_to_translations import TRANSLATIONS

# Addresses of ours. One that is missing here makes a test fail.
OURS = f"""{RECORDS}{ASSIGNMENTS}{ADOPTIONS}{PACKAGES}{PACKAGES_API}{BANKS}{BUILDING}{REQUESTS}
{TRANSLATIONS}{DOUBTS}{SESSIONS}
GET  health                                      200  200  200  200  200  200  200
GET  robots                                      200  200  200  200  200  200  200
GET  security_txt                                200  200  200  200  200  200  200
GET  service_worker                              200  200  200  200  200  200  200
GET  media nothing.png                           404  404  404  404  404  404  404
GET  change_password                             go   go   go   go   go   go   go
GET  open_invitation nothing                     404  404  404  404  404  404  404
GET  accept_invitation                           404  404  404  404  404  404  404
POST accept_invitation                           404  404  404  404  404  404  404
GET  switch_language                             405  405  405  405  405  405  405
POST switch_language                             404  404  404  404  404  404  404

GET  admin_login_closed                          in   404  in   404  404  404  in
POST admin_login_closed                          in   404  in   404  404  404  in
GET  admin_reset_closed confirm/                 in   404  in   404  404  404  in
GET  page_login_closed                           in   in   in   in   in   in   in
POST page_login_closed                           in   in   in   in   in   in   in

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

GET  home:dashboard                              in   200  200  200  200  200  200
GET  home:manifest                               200  200  200  200  200  200  200
GET  home:styleguide                             404  404  404  404  404  404  404

GET  courses:catalogue                           go   go   go   go   go   go   go
GET  courses:looks                               in   200  200  200  200  200  200
GET  courses:enrol path                          405  405  405  405  405  405  405
POST courses:enrol path                          in   go   go   go   go   go   go
POST courses:enrol nobody                        in   404  404  404  404  404  404
GET  courses:resume path                         in   go   404  404  404  404  404
GET  courses:certificate path                    in   404  404  404  404  404  404
GET  courses:positioning tested_course           in   200  200  200  200  200  200
GET  courses:positioning nobody                  in   404  404  404  404  404  404
POST courses:begin-positioning tested_course        in   go   go   go   go   go   go
POST courses:end-positioning tested_course          in   404  404  404  404  404  404
GET  courses:forget-positioning tested_course       in   404  404  404  404  404  404
POST courses:forget-positioning tested_course       in   404  404  404  404  404  404
POST courses:answer-positioning tested_course question  in   404  404  404  404  404  404
GET  courses:rechecks                             in   200  200  200  200  200  200
POST courses:choose-weekly                        in   go   go   go   go   go   go
POST courses:answer-again question                in   404  404  404  404  404  404
GET  courses:test test_lesson test_block         in   200  404  404  404  404  404
GET  courses:test test_lesson nobody             in   404  404  404  404  404  404
GET  courses:begin-test test_lesson test_block   405  405  405  405  405  405  405
POST courses:begin-test test_lesson test_block   in   go   404  404  404  404  404
GET  courses:attempt attempt                     in   200  404  404  404  404  404
GET  courses:question attempt 1                  in   200  404  404  404  404  404
GET  courses:question attempt 99                 in   404  404  404  404  404  404
POST courses:question attempt 1                  in   go   404  404  404  404  404
POST courses:finish-attempt attempt              in   go   404  404  404  404  404
GET  courses:extra-time                          in   404  404  200  404  404  200
POST courses:extra-time                          in   404  404  200  404  404  200
GET  courses:end-extra-time extra_time           405  405  405  405  405  405  405
POST courses:end-extra-time extra_time           in   404  404  go   404  404  go
POST courses:end-extra-time other_extra_time     in   404  404  404  404  404  go
GET  courses:mails                               in   200  200  200  200  200  200
POST courses:mails                               in   422  422  422  422  422  422
GET  courses:mails-switch                        in   405  405  405  405  405  405
POST courses:mails-switch                        in   go   go   go   go   go   go
GET  courses:mails-stop mail_token               200  200  200  200  200  200  200
POST courses:mails-stop mail_token               200  200  200  200  200  200  200
GET  courses:mails-stop nothing                  404  404  404  404  404  404  404
POST courses:mails-stop nothing                  404  404  404  404  404  404  404
GET  courses:mail-why delivery                   in   200  404  404  404  404  404
GET  courses:mail-why nobody                     in   404  404  404  404  404  404
GET  courses:mail-log                            in   404  404  404  404  404  200
GET  courses:digests                             in   404  404  go   404  404  200
GET  courses:digest own                          in   404  404  200  404  404  200
GET  courses:digest other                        in   404  404  404  404  404  200
GET  courses:digest nobody                       in   404  404  404  404  404  404
POST courses:digest own                          in   404  404  go   404  404  go
POST courses:digest other                        in   404  404  404  404  404  go
GET  courses:digest-if-asked own                 in   404  404  200  404  404  200
GET  courses:digest-if-asked other               in   404  404  404  404  404  200
GET  courses:certificate passed_path             in   go   404  404  404  404  404
GET  courses:certificates                        in   200  200  200  200  200  200
GET  courses:own_certificate certificate         in   200  404  404  404  404  404
GET  courses:own_certificate nothing             in   404  404  404  404  404  404
GET  courses:certificate_pdf certificate         in   200  404  404  404  404  404
GET  courses:badge certificate                   in   200  404  404  404  404  404
GET  courses:badge_file certificate              in   200  404  404  404  404  404
GET  courses:renew_certificate certificate       in   405  405  405  405  405  405
POST courses:renew_certificate certificate       in   go   404  404  404  404  404
GET  certificates:check                          200  200  200  200  200  200  200
GET  certificates:certificate certificate        200  200  200  200  200  200  200
GET  certificates:certificate nothing            404  404  404  404  404  404  404
GET  certificates:revoke certificate             in   404  404  404  404  404  200
POST certificates:revoke certificate             in   404  404  404  404  404  prove
GET  certificates:revoke nothing                 in   404  404  404  404  404  404
GET  badge_issuer                                200  200  200  200  200  200  200
GET  badge_keys                                  200  200  200  200  200  200  200
GET  badge_key thumbprint                        200  200  200  200  200  200  200
GET  badge_key nothing                           404  404  404  404  404  404  404
GET  badge_status first_list                     200  200  200  200  200  200  200
GET  badge_status no_list                        404  404  404  404  404  404  404
POST courses:answer lesson question              in   200  404  404  404  404  404
POST courses:answer draft question               in   404  404  404  404  404  404
POST courses:complete lesson                     in   go   404  404  404  404  404
POST courses:position lesson                     in   204  404  404  404  404  404
POST courses:video_position lesson video         in   204  404  404  404  404  404
POST courses:video_position lesson question      in   404  404  404  404  404  404
GET  courses:transcript lesson video             200  200  200  200  200  200  200
GET  courses:transcript lesson question          404  404  404  404  404  404  404
GET  courses:transcript draft video              404  404  404  404  404  404  404
GET  courses:device                              200  200  200  200  200  200  200
GET  courses:offline-session                     200  200  200  200  200  200  200
GET  courses:offline-lesson lesson               in   200  404  404  404  404  404
GET  courses:offline-lesson draft                in   404  404  404  404  404  404
GET  courses:offline-course course_key           in   200  404  404  404  404  404
GET  courses:offline-course path                 in   404  404  404  404  404  404
GET  courses:offline-answers                     405  405  405  405  405  405  405
POST courses:offline-answers                     401  400  400  400  400  400  400
GET  courses:reports                             in   200  200  200  200  200  200
GET  courses:report lesson                       in   200  404  404  404  404  404
POST courses:report lesson                       in   go   404  404  404  404  404
POST courses:report draft                        in   404  404  404  404  404  404
POST courses:put-away report                     in   go   404  404  404  404  404
POST courses:put-away open_report                in   404  404  404  404  404  404
POST courses:take-back open_report               in   go   404  404  404  404  404
GET  courses:take-back open_report               405  405  405  405  405  405  405
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

GET  barometer:index                             in   404  404  go   go   go   go
GET  barometer:mirror                            in   200  200  200  200  200  200
GET  barometer:path path                         in   404  200  404  200  200  200
GET  barometer:path nobody                       in   404  404  404  404  404  404
GET  barometer:path-picture path over-time light 600 in 404 200  404  200  200  200
GET  barometer:path-table path over-time         in   404  200  404  200  200  200
GET  barometer:path-table path nothing           in   404  404  404  404  404  404
GET  barometer:path-file path over-time xlsx     in   404  200  404  200  200  200
GET  barometer:releases                          in   404  404  200  200  200  200
GET  barometer:release release_day               in   404  404  200  200  200  200
GET  barometer:release no_release_day            in   404  404  404  404  404  404
GET  barometer:document release_day              in   404  404  404  404  200  200
GET  barometer:document no_release_day           in   404  404  404  404  404  404
GET  barometer:ways-document release_day         in   404  404  404  404  200  200
GET  barometer:ways-document no_release_day      in   404  404  404  404  404  404
GET  barometer:forecasts                         200  200  200  200  200  200  200
GET  barometer:ledger                            in   404  404  200  200  200  200
GET  barometer:sharing                           in   404  404  200  200  200  200
GET  barometer:ledger-picture effects light 600  in   404  404  404  404  404  404
GET  barometer:ledger-table effects              in   404  404  404  404  404  404
GET  barometer:ledger-file effects xlsx          in   404  404  404  404  404  404
GET  barometer:government                        in   404  404  404  404  200  200
GET  barometer:government-picture heat-map light 600 in 404  404  404  404  200  200
GET  barometer:government-table heat-map         in   404  404  404  404  200  200
GET  barometer:government-file heat-map xlsx     in   404  404  404  404  200  200
GET  barometer:government-table nothing          in   404  404  404  404  404  404
GET  barometer:government-file nothing xlsx      in   404  404  404  404  404  404
GET  barometer:portfolio own_portfolio           in   404  404  404  200  200  200
GET  barometer:portfolio other_portfolio         in   404  404  404  404  200  200
GET  barometer:portfolio nothing                 in   404  404  404  404  404  404
GET  barometer:portfolio-picture own_portfolio heat-map light 600 in 404 404 404 200 200 200
GET  barometer:portfolio-table own_portfolio heat-map in 404 404 404 200 200 200
GET  barometer:portfolio-file own_portfolio heat-map xlsx in 404 404 404 200 200 200
GET  barometer:portfolio-table other_portfolio heat-map in 404 404 404 404 200 200
GET  barometer:portfolio-file other_portfolio heat-map xlsx in 404 404 404 404 200 200
GET  barometer:organism own_code                 in   404  404  200  200  200  200
GET  barometer:organism other_code               in   404  404  404  404  200  200
GET  barometer:organism-picture own_code paths dark 600 in 404 404 200  200  200  200
GET  barometer:organism-table own_code paths     in   404  404  200  200  200  200
GET  barometer:organism-file own_code paths json in 404 404 200 200 200 200
GET  barometer:organism-table other_code paths   in   404  404  404  404  200  200
GET  barometer:organism-file other_code paths json in 404 404 404 404 200 200

GET  barometer:sheet own_code                    in   404  404  404  404  404  404
GET  barometer:sheet other_code                  in   404  404  404  404  200  200
GET  barometer:sheet nothing                     in   404  404  404  404  404  404
GET  barometer:sheet-check                       200  200  200  200  200  200  200
GET  barometer:sheet-checked nothing             404  404  404  404  404  404  404
GET  barometer:sheet-checked sheet_code          200  200  200  200  200  200  200
GET  barometer:sheet-data sheet_code             200  200  200  200  200  200  200
GET  barometer:sheet-data nothing                404  404  404  404  404  404  404
GET  barometer:sheet-signature sheet_code        200  200  200  200  200  200  200
GET  barometer:sheet-signature nothing           404  404  404  404  404  404  404
GET  barometer:sheet-keys                        200  200  200  200  200  200  200

GET  barometer:reports                           in   404  404  200  200  200  200
GET  barometer:government-report                 in   404  404  404  404  200  200
POST barometer:government-report                 in   404  404  404  404  422  422
GET  barometer:portfolio-report own_portfolio    in   404  404  404  200  200  200
GET  barometer:portfolio-report other_portfolio  in   404  404  404  404  200  200
GET  barometer:organism-report own_code          in   404  404  200  200  200  200
GET  barometer:organism-report other_code        in   404  404  404  404  200  200
GET  barometer:organism-report nothing           in   404  404  404  404  404  404
GET  barometer:report-stop-own subscription      in   405  405  405  405  405  405
POST barometer:report-stop-own subscription      in   404  404  go   404  404  404
POST barometer:report-stop-own nobody            in   404  404  404  404  404  404
GET  barometer:report-stop stop_token            200  200  200  200  200  200  200
GET  barometer:report-stop nothing               404  404  404  404  404  404  404
POST barometer:report-stop stop_token            200  200  200  200  200  200  200

GET  barometer:public own_code                   404  404  404  404  404  404  404
GET  barometer:public other_code                 200  200  200  200  200  200  200
GET  barometer:public nothing                    404  404  404  404  404  404  404
GET  barometer:public-picture own_code paths light 600 404 404 404 404 404 404 404
GET  barometer:public-picture other_code paths light 600 200 200 200 200 200 200 200
GET  barometer:public-table own_code paths       404  404  404  404  404  404  404
GET  barometer:public-table other_code paths     200  200  200  200  200  200  200
GET  barometer:public-file own_code paths xlsx   404  404  404  404  404  404  404
GET  barometer:public-file other_code paths json 200  200  200  200  200  200  200
GET  barometer:public-switch own_code            in   404  404  200  200  200  200
POST barometer:public-switch own_code            in   404  404  go   404  404  404
GET  barometer:public-switch other_code          in   404  404  404  404  200  200
POST barometer:public-switch other_code          in   404  404  404  404  404  404

GET  barometer:organism-events own_code          in   404  404  200  200  200  200
GET  barometer:organism-events other_code        in   404  404  404  404  200  200
GET  barometer:organism-event-new own_code       in   404  404  200  404  404  404
POST barometer:organism-event-new own_code       in   404  404  422  404  404  404
POST barometer:organism-event-new other_code     in   404  404  404  404  404  404
POST barometer:organism-event-end own_code event in   404  404  go   404  404  404
POST barometer:organism-event-end other_code event in 404  404  404  404  404  404
GET  barometer:portfolio-events own_portfolio    in   404  404  404  200  200  200
GET  barometer:portfolio-events other_portfolio  in   404  404  404  404  200  200
GET  barometer:portfolio-event-new own_portfolio in   404  404  404  200  404  404
POST barometer:portfolio-event-end own_portfolio event in 404 404 404 404 404  404
GET  barometer:government-events                 in   404  404  404  404  200  200
GET  barometer:government-event-new              in   404  404  404  404  200  404
POST barometer:government-event-end event        in   404  404  404  404  404  404
GET  barometer:targets own_code                  in   404  404  200  200  200  200
GET  barometer:targets other_code                in   404  404  404  404  200  200
GET  barometer:targets-picture own_code against-target light 600 in 404 404 404 404 404 404
GET  barometer:targets-table own_code against-target in 404  404  404  404  404  404
GET  barometer:targets-file own_code against-target xlsx in 404 404 404 404 404 404
GET  barometer:target-new own_code               in   404  404  200  404  404  404
GET  barometer:target-new other_code             in   404  404  404  404  404  404
POST barometer:target-new own_code               in   404  404  422  404  404  404
GET  barometer:target-end own_code target        in   404  404  200  404  404  404
GET  barometer:target-end other_code target      in   404  404  404  404  404  404
POST barometer:target-end own_code target        in   404  404  go   404  404  404
POST barometer:target-end other_code target      in   404  404  404  404  404  404
GET  barometer:criteria                          in   go   go   go   go   go   go
GET  barometer:criteria-grid                     in   200  200  200  200  200  200
GET  barometer:criteria-government               in   404  404  404  404  200  200
GET  barometer:criteria-government-picture heat-map light 600 in 404 404 404 404 200 200
GET  barometer:criteria-government-table heat-map in  404  404  404  404  200  200
GET  barometer:criteria-government-file heat-map xlsx in 404 404 404 404 200 200
GET  barometer:criteria-government-table nothing in   404  404  404  404  404  404
GET  barometer:criteria-government-file nothing xlsx in 404 404 404 404 404 404
GET  barometer:criteria-portfolio own_portfolio  in   404  404  404  200  200  200
GET  barometer:criteria-portfolio other_portfolio in  404  404  404  404  200  200
GET  barometer:criteria-portfolio-picture elsewhere heat-map dark 290 in 404 404 404 404 200 200
GET  barometer:criteria-portfolio-table other_portfolio heat-map in 404 404 404 404 200 200
GET  barometer:criteria-portfolio-file other_portfolio heat-map json in 404 404 404 404 200 200
GET  barometer:criteria-organism own_code        in   404  404  200  200  200  200
GET  barometer:criteria-organism other_code      in   404  404  404  404  200  200
GET  barometer:criteria-organism-picture other_code profile dark 600 in 404 404 404 404 200 200
GET  barometer:criteria-organism-table other_code profile in 404 404 404 404 200 200
GET  barometer:criteria-organism-file other_code profile xlsx in 404 404 404 404 200 200
GET  barometer:criteria-organism-table own_code profile in 404 404 404 404 404 404
GET  barometer:criteria-organism-file own_code profile xlsx in 404 404 404 404 404 404
GET  barometer:criteria-start own_code           405  405  405  405  405  405  405
POST barometer:criteria-start own_code           in   404  404  go   404  404  404
POST barometer:criteria-start other_code         in   404  404  404  404  404  404
POST barometer:criteria-request-path own_code inclusion in 404 404 go 404 404 404
POST barometer:criteria-request-path other_code inclusion in 404 404 404 404 404 404
GET  barometer:criteria-assessment own_code year in   404  404  200  404  404  404
GET  barometer:criteria-assessment other_code year in 404  404  404  404  200  200
POST barometer:criteria-submit own_code year     in   404  404  422  404  404  404
POST barometer:criteria-submit other_code year   in   404  404  404  404  404  404
GET  barometer:criteria-criterion own_code year inclusion in 404 404 200 404 404 404
GET  barometer:criteria-criterion own_code year nothing in 404 404 404 404 404 404
POST barometer:criteria-criterion own_code year inclusion in 404 404 422 404 404 404
GET  barometer:criteria-criterion other_code year inclusion in 404 404 404 404 200 200
POST barometer:criteria-criterion other_code year inclusion in 404 404 404 404 404 404
GET  barometer:criteria-reviews                  in   404  404  404  404  200  404
GET  barometer:criteria-review to_review         in   404  404  404  404  200  404
GET  barometer:criteria-review to_rate_again     in   404  404  404  404  404  404
POST barometer:criteria-review to_review         in   404  404  404  404  go   404
GET  barometer:criteria-rate-again to_rate_again drawn in 404 404 404 404 200 404
GET  barometer:criteria-rate-again to_review drawn in 404 404 404  404  404  404
POST barometer:criteria-rate-again to_rate_again drawn in 404 404 404 404 422 404
GET  barometer:criteria-agreement                in   404  404  404  404  200  200
GET  barometer:criteria-requests                 in   404  200  404  404  200  200

GET  barometer_api:description                   200  200  200  200  200  200  200
GET  barometer_api:releases                      401  404  404  200  200  200  200
GET  barometer_api:release release_day           401  404  404  200  200  200  200
GET  barometer_api:release no_release_day        401  404  404  404  404  404  404
GET  barometer_api:organisms                     401  404  404  200  200  200  200
GET  barometer_api:organism own_code             401  404  404  200  200  200  200
GET  barometer_api:organism other_code           401  404  404  404  404  200  200
GET  barometer_api:organism nothing              401  404  404  404  404  404  404
GET  barometer_api:portfolio own_portfolio       401  404  404  404  200  200  200
GET  barometer_api:portfolio other_portfolio     401  404  404  404  404  200  200
GET  barometer_api:government                    401  404  404  404  404  200  200
POST barometer_api:government                    405  405  405  405  405  405  405

GET  gophish_event hook                          405  405  405  405  405  405  405
POST gophish_event hook                          403  403  403  403  403  403  403
POST gophish_event nobody                        403  403  403  403  403  403  403
GET  barometer:findings                          in   404  404  go   200  200  200
GET  barometer:findings-picture exposure light 600 in 404  404  404  200  200  200
GET  barometer:findings-table                    in   404  404  404  200  200  200
GET  barometer:findings-file xlsx                in   404  404  404  200  200  200
GET  barometer:findings-organism own_code        in   404  404  200  404  404  200
GET  barometer:findings-organism other_code      in   404  404  404  404  404  200
GET  barometer:findings-organism nothing         in   404  404  404  404  404  404
GET  barometer:findings-organism-picture own_code exposure dark 600 in 404 404 200 404 404 200
GET  barometer:findings-organism-table own_code  in   404  404  200  404  404  200
GET  barometer:findings-organism-file own_code xlsx in 404 404 200 404 404 200
GET  barometer:findings-organism-table other_code in  404  404  404  404  404  404
GET  barometer:findings-organism-file other_code xlsx in 404 404 404 404 404 404
GET  barometer:findings-send-campaign own_code   in   404  404  200  404  404  200
POST barometer:findings-send-campaign own_code   in   404  404  422  404  404  422
POST barometer:findings-send-campaign other_code in   404  404  404  404  404  422
GET  barometer:findings-send-scan own_code       in   404  404  200  404  404  200
POST barometer:findings-send-scan own_code       in   404  404  422  404  404  422
POST barometer:findings-send-scan other_code     in   404  404  404  404  404  422
POST barometer:findings-end own_code campaign    in   404  404  go   404  404  go
POST barometer:findings-end other_code campaign  in   404  404  404  404  404  404
GET  barometer:findings-evidence own_code sent   in   404  404  200  404  404  200
GET  barometer:findings-evidence other_code sent in   404  404  404  404  404  404
GET  barometer:findings-keep own_code sent       in   405  405  405  405  405  405
POST barometer:findings-keep own_code sent       in   404  404  go   404  404  go
POST barometer:findings-keep other_code sent     in   404  404  404  404  404  404
POST barometer:findings-drop own_code sent       in   404  404  go   404  404  go
POST barometer:findings-drop other_code sent     in   404  404  404  404  404  404
GET  barometer:findings-webhook own_code         in   404  404  200  404  404  200
GET  barometer:findings-webhook other_code       in   404  404  404  404  404  200
POST barometer:findings-create-webhook own_code  in   404  404  prove 404 404  prove
POST barometer:findings-create-webhook other_code in  404  404  404  404  404  prove
POST barometer:findings-revoke-webhook own_code  in   404  404  go   404  404  go
POST barometer:findings-revoke-webhook other_code in  404  404  404  404  404  go
GET  barometer:finding own_code finding          in   404  404  200  404  404  200
GET  barometer:finding other_code finding        in   404  404  404  404  404  404
POST barometer:finding-factor own_code finding   in   404  404  422  404  404  422
POST barometer:finding-factor other_code finding in   404  404  404  404  404  404
POST barometer:finding-prescribe own_code finding in  404  404  422  404  404  422
POST barometer:finding-prescribe other_code finding in 404 404  404  404  404  404

GET  organisms:home                              in   404  404  go   404  404  200
GET  organisms:tree                              in   404  404  404  404  404  200
GET  organisms:open_portfolio                    in   404  404  404  404  404  200
POST organisms:open_portfolio                    in   404  404  404  404  404  422
GET  organisms:open_organism                     in   404  404  404  404  404  200
POST organisms:open_organism                     in   404  404  404  404  404  422
GET  organisms:portfolio own_portfolio_id        in   404  404  404  404  404  200
GET  organisms:portfolio nobody                  in   404  404  404  404  404  404
GET  organisms:change_portfolio own_portfolio_id rename in 404 404 404 404 404 200
POST organisms:change_portfolio own_portfolio_id close in 404 404 404 404 404 422
GET  organisms:change_portfolio own_portfolio_id nothing in 404 404 404 404 404 404
GET  organisms:change_organism own rename        in   404  404  404  404  404  200
GET  organisms:change_organism own merge         in   404  404  404  404  404  200
POST organisms:change_organism own close         in   404  404  404  404  404  422
GET  organisms:change_organism own nothing       in   404  404  404  404  404  404
GET  organisms:change_unit own unit merge        in   404  404  200  404  404  200
POST organisms:change_unit own unit close        in   404  404  422  404  404  422
GET  organisms:change_unit own unit nothing      in   404  404  404  404  404  404
GET  organisms:change_unit own other_unit merge  in   404  404  404  404  404  404
GET  organisms:change_unit other other_unit split in  404  404  404  404  404  200
GET  organisms:organism own                      in   404  404  200  404  404  200
GET  organisms:organism other                    in   404  404  404  404  404  200
GET  organisms:organism nobody                   in   404  404  404  404  404  404
GET  organisms:open_unit own                     in   404  404  200  404  404  200
POST organisms:open_unit own                     in   404  404  422  404  404  422
GET  organisms:open_unit other                   in   404  404  404  404  404  200
GET  organisms:unit own unit                     in   404  404  200  404  404  200
GET  organisms:unit own other_unit               in   404  404  404  404  404  404
GET  organisms:unit other other_unit             in   404  404  404  404  404  200
GET  organisms:people own                        in   404  404  200  404  404  200
GET  organisms:people other                      in   404  404  404  404  404  200
GET  organisms:people nobody                     in   404  404  404  404  404  404
GET  organisms:invite_everybody own              in   404  404  200  404  404  200
POST organisms:invite_everybody own              in   404  404  go   404  404  go
POST organisms:invite_everybody other            in   404  404  404  404  404  go
POST organisms:invite_person own newcomer        in   404  404  go   404  404  go
POST organisms:invite_person own other_newcomer  in   404  404  404  404  404  404
POST organisms:invite_person other other_newcomer in  404  404  404  404  404  go
POST organisms:invite_person own nobody          in   404  404  404  404  404  404
GET  organisms:lists own                         in   404  404  200  404  404  200
GET  organisms:lists other                       in   404  404  404  404  404  200
GET  organisms:send_people own                   in   404  404  200  404  404  200
POST organisms:send_people other                 in   404  404  404  404  404  200
GET  organisms:send_headcounts own               in   404  404  200  404  404  200
POST organisms:send_headcounts other             in   404  404  404  404  404  200
GET  organisms:list own list                     in   404  404  200  404  404  200
GET  organisms:list own other_list               in   404  404  404  404  404  404
GET  organisms:list other other_list             in   404  404  404  404  404  200
POST organisms:apply_list own list               in   404  404  422  404  404  422
POST organisms:apply_list own other_list         in   404  404  404  404  404  404
POST organisms:apply_list other other_list       in   404  404  404  404  404  422
POST organisms:drop_list own list                in   404  404  go   404  404  go
POST organisms:drop_list other other_list        in   404  404  404  404  404  go
POST organisms:resume_list own list              in   404  404  go   404  404  go
POST organisms:resume_list other other_list      in   404  404  404  404  404  go
GET  organisms:roles own                         in   404  404  200  404  404  200
POST organisms:roles own                         in   404  404  prove 404 404  prove
POST organisms:roles other                       in   404  404  404  404  404  prove
POST organisms:revoke_role own designer_grant    in   404  404  prove 404 404  prove
POST organisms:revoke_role own elsewhere_grant   in   404  404  404  404  404  404
POST organisms:revoke_role other elsewhere_grant in   404  404  404  404  404  prove
GET  organisms:wide_roles                        in   404  404  404  404  404  200
POST organisms:wide_roles                        in   404  404  404  404  404  prove
POST organisms:revoke_wide_role lead_grant       in   404  404  404  404  404  prove
POST organisms:revoke_wide_role manager_grant    in   404  404  404  404  404  404
"""
