"""Addresses of the record store's own pages: credentials, statements read by hand,
launch sessions ended by hand."""

from django.urls import path

from . import views

app_name = "lrs"
urlpatterns = [
    path("credentials/", views.credentials, name="credentials"),
    path("credentials/new/", views.new_credential, name="new_credential"),
    path("credentials/<slug:key>/", views.credential, name="credential"),
    path("credentials/<slug:key>/limit/", views.limit_credential, name="limit_credential"),
    path("credentials/<slug:key>/revoke/", views.revoke_credential, name="revoke_credential"),
    path("my-statements.json", views.own_statements, name="own_statements"),
    path("statements/", views.statements, name="statements"),
    path("statements/reason/", views.give_reason, name="give_reason"),
    path("statements/close/", views.close_records, name="close_records"),
    path("statements/<uuid:statement_id>/", views.statement, name="statement"),
    path("statements/<uuid:statement_id>/void/", views.void_statement, name="void_statement"),
    path("sessions/<uuid:session_id>/abandon/", views.abandon_session, name="abandon_session"),
    path("registrations/<uuid:registration>/", views.registration, name="registration"),
]
