"""Addresses of what learners do."""

from django.urls import URLPattern, URLResolver, include, path

from . import views

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("catalogue/", views.catalogue, name="catalogue"),
    path("assignments/", views.assignments, name="assignments"),
    path("assignments/<int:assignment_id>/", views.assignment, name="assignment"),
    path("assignments/<int:assignment_id>/withdraw/", views.withdraw, name="withdraw"),
    path("assignments/<int:assignment_id>/exemptions/", views.exempt, name="exempt"),
    path(
        "assignments/<int:assignment_id>/exemptions/<int:exemption_id>/lift/",
        views.lift_exemption,
        name="lift_exemption",
    ),
    path(
        "assignments/<int:assignment_id>/requests/<int:request_id>/",
        views.answer_exemption,
        name="answer-exemption",
    ),
    path("paths/<uuid:path_key>/exemption/", views.ask_exemption, name="ask-exemption"),
    path(
        "exemption-requests/<int:request_id>/back/",
        views.take_request_back,
        name="take-request-back",
    ),
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/<str:code>/", views.own_certificate, name="own_certificate"),
    path("certificates/<str:code>/certificate.pdf", views.certificate_pdf, name="certificate_pdf"),
    path("certificates/<str:code>/renew/", views.renew_certificate, name="renew_certificate"),
    path("certificates/<str:code>/badge.png", views.badge_picture, name="badge"),
    path("certificates/<str:code>/badge.jwt", views.badge_file, name="badge_file"),
    path("paths/<uuid:path_key>/enrol/", views.enrol, name="enrol"),
    path("paths/<uuid:path_key>/resume/", views.resume, name="resume"),
    path("paths/<uuid:path_key>/certificate/", views.certificate, name="certificate"),
    path("positioning/<uuid:course_key>/", views.positioning, name="positioning"),
    path("positioning/<uuid:course_key>/begin/", views.begin_test, name="begin-positioning"),
    path("positioning/<uuid:course_key>/end/", views.end_test, name="end-positioning"),
    path("positioning/<uuid:course_key>/forget/", views.forget_test, name="forget-positioning"),
    path(
        "positioning/<uuid:course_key>/<uuid:block_id>/",
        views.answer_test,
        name="answer-positioning",
    ),
    path("rechecks/", views.rechecks, name="rechecks"),
    path("rechecks/weekly/", views.choose_weekly, name="choose-weekly"),
    path("rechecks/<uuid:block_id>/", views.answer_again, name="answer-again"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:report_id>/away/", views.put_away, name="put-away"),
    path("reports/<int:report_id>/back/", views.take_back, name="take-back"),
    path("lessons/<int:page_id>/report/", views.report, name="report"),
    path("lessons/<int:page_id>/answer/<uuid:block_id>/", views.answer, name="answer"),
    path("lessons/<int:page_id>/complete/", views.complete, name="complete"),
    path("lessons/<int:page_id>/position/", views.position, name="position"),
    path("lessons/<int:page_id>/tests/<uuid:block_id>/", views.test_start, name="test"),
    path("lessons/<int:page_id>/tests/<uuid:block_id>/begin/", views.begin, name="begin-test"),
    path("attempts/<int:attempt_id>/", views.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/questions/<int:place>/", views.question, name="question"),
    path("attempts/<int:attempt_id>/finish/", views.finish, name="finish-attempt"),
    path("extra-time/", views.extra_time, name="extra-time"),
    path("extra-time/<int:given_id>/end/", views.end_time, name="end-extra-time"),
    path(
        "lessons/<int:page_id>/videos/<uuid:block_id>/position/",
        views.video_position,
        name="video_position",
    ),
    path(
        "lessons/<int:page_id>/videos/<uuid:block_id>/transcript.txt",
        views.transcript,
        name="transcript",
    ),
    path("", include("courses.named_view.urls")),
    path("", include("courses.offline.urls")),
    path("", include("courses.packages.urls")),
    path("", include("courses.reminders.urls")),
]
