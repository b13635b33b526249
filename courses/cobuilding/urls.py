"""Addresses of the building of paths by several organisms, below those of the editor."""

from django.urls import path

from . import views

app_name = "courses_building"
urlpatterns = [
    path("", views.spaces, name="spaces"),
    path("<int:page_id>/", views.space, name="space"),
    path("<int:page_id>/parts/", views.invite, name="invite"),
    path("<int:page_id>/parts/<int:part_id>/end/", views.end_part, name="end-part"),
    path("<int:page_id>/rule/", views.set_rule, name="rule"),
    path("<int:page_id>/rule/end/", views.stop_rule, name="end-rule"),
    path("approvals/<int:state_id>/", views.approval, name="approval"),
    path("approvals/<int:state_id>/withdraw/", views.withdraw, name="withdraw"),
]
