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
from tests.architecture.access_to_barometer import BAROMETER
from tests.architecture.access_to_building import BUILDING
from tests.architecture.access_to_desk import DESK
from tests.architecture.access_to_doubts import DOUBTS
from tests.architecture.access_to_organisms import ORGANISMS
from tests.architecture.access_to_packages import PACKAGES
from tests.architecture.access_to_packages_api import PACKAGES_API
from tests.architecture.access_to_record_store import RECORD_STORE
from tests.architecture.access_to_records import RECORDS
from tests.architecture.access_to_requests import REQUESTS
from tests.architecture.access_to_sessions import SESSIONS
from tests.architecture.access_to_translations import TRANSLATIONS

# Addresses of ours. One that is missing here makes a test fail.
OURS = f"""{RECORDS}{ASSIGNMENTS}{ADOPTIONS}{PACKAGES}{PACKAGES_API}{BANKS}{BUILDING}{REQUESTS}
{TRANSLATIONS}{DOUBTS}{SESSIONS}{RECORD_STORE}{DESK}{BAROMETER}{ORGANISMS}
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
"""
