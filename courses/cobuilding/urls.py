"""Addresses of the building of paths by several organisms, below those of the editor."""

from django.urls import path

from . import approval_views, duty_views, said_views, views

app_name = "courses_building"
urlpatterns = [
    path("", views.spaces, name="spaces"),
    path("<int:page_id>/", views.space, name="space"),
    path("<int:page_id>/parts/", views.invite, name="invite"),
    path("<int:page_id>/parts/<int:part_id>/end/", views.end_part, name="end-part"),
    path("<int:page_id>/rule/", views.set_rule, name="rule"),
    path("<int:page_id>/rule/end/", views.stop_rule, name="end-rule"),
    path("<int:page_id>/submissions/", approval_views.submit_all, name="submit-all"),
    path("<int:page_id>/approvals/", approval_views.approve_several, name="approve-several"),
    path("<int:page_id>/tasks/", duty_views.add_duty, name="add-duty"),
    path("<int:page_id>/tasks/<int:duty_id>/", duty_views.settle_duty, name="settle-duty"),
    path("<int:page_id>/tasks/<int:duty_id>/change/", duty_views.change_duty, name="change-duty"),
    path("<int:page_id>/tasks/<int:duty_id>/remove/", duty_views.remove_duty, name="remove-duty"),
    path("<int:page_id>/links/", views.open_link, name="open-link"),
    path("<int:page_id>/links/<int:link_id>/revoke/", views.revoke_link, name="revoke-link"),
    path("<int:page_id>/said/", said_views.said, name="said"),
    path("<int:page_id>/remarks/<int:remark_id>/", said_views.settle_remark, name="settle-remark"),
    path(
        "<int:page_id>/remarks/<int:remark_id>/answers/",
        said_views.answer_remark,
        name="answer-remark",
    ),
    path("<int:page_id>/credits/", views.declare, name="declare"),
    path("approvals/<int:state_id>/", approval_views.approval, name="approval"),
    path("approvals/<int:state_id>/withdraw/", approval_views.withdraw, name="withdraw"),
]
