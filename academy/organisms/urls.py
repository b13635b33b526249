"""Addresses of the people pages."""

from django.urls import path

from . import views

app_name = "organisms"
urlpatterns = [
    path("", views.home, name="home"),
    path("roles/", views.wide_roles, name="wide_roles"),
    path("roles/<int:grant_id>/revoke/", views.revoke_wide_role, name="revoke_wide_role"),
    path("tree/", views.tree, name="tree"),
    path("tree/portfolios/new/", views.open_portfolio, name="open_portfolio"),
    path("tree/portfolios/<uuid:portfolio_id>/", views.portfolio, name="portfolio"),
    path(
        "tree/portfolios/<uuid:portfolio_id>/<slug:change>/",
        views.change_portfolio,
        name="change_portfolio",
    ),
    path("tree/organisms/new/", views.open_organism, name="open_organism"),
    path("<uuid:organism_id>/", views.organism, name="organism"),
    path(
        "<uuid:organism_id>/changes/<slug:change>/", views.change_organism, name="change_organism"
    ),
    path("<uuid:organism_id>/units/new/", views.open_unit, name="open_unit"),
    path("<uuid:organism_id>/units/<uuid:unit_id>/", views.unit, name="unit"),
    path(
        "<uuid:organism_id>/units/<uuid:unit_id>/<slug:change>/",
        views.change_unit,
        name="change_unit",
    ),
    path("<uuid:organism_id>/people/", views.people, name="people"),
    path("<uuid:organism_id>/people/invite/", views.invite_everybody, name="invite_everybody"),
    path(
        "<uuid:organism_id>/people/<uuid:person_id>/invite/",
        views.invite_person,
        name="invite_person",
    ),
    path("<uuid:organism_id>/lists/", views.lists, name="lists"),
    path("<uuid:organism_id>/lists/people/", views.send_people, name="send_people"),
    path("<uuid:organism_id>/lists/headcounts/", views.send_headcounts, name="send_headcounts"),
    path("<uuid:organism_id>/lists/<uuid:list_id>/", views.list_detail, name="list"),
    path("<uuid:organism_id>/lists/<uuid:list_id>/apply/", views.apply_list, name="apply_list"),
    path("<uuid:organism_id>/lists/<uuid:list_id>/drop/", views.drop_list, name="drop_list"),
    path("<uuid:organism_id>/lists/<uuid:list_id>/resume/", views.resume_list, name="resume_list"),
    path("<uuid:organism_id>/roles/", views.organism_roles, name="roles"),
    path("<uuid:organism_id>/roles/<int:grant_id>/revoke/", views.revoke_role, name="revoke_role"),
]
