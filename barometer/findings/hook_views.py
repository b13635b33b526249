"""Where GoPhish servers tell campaigns, and the page that sets this up."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from academy.accounts.decorators import recently_authenticated
from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError

from . import gophish, queries, services
from .faults import Refused
from .forms import EndCampaignForm
from .models import PhishingHook
from .views import Desk, desk_of, desk_to_act
from .wording import say_fault


@csrf_exempt
@require_POST
def gophish_event(request: HttpRequest, hook_id: UUID) -> HttpResponse:
    """Take an event of a campaign. No session counts here: the signature says who speaks.

    A webhook that doesn't exist answers as one whose signature is wrong.
    """
    hook = (
        PhishingHook.objects.filter(public_id=hook_id, revoked_at=None)
        .select_related("organism")
        .first()
    )
    signature = request.headers.get(gophish.SIGNATURE_HEADER, "")
    try:
        # Reckoned for any address, so that an answer takes as long for one that doesn't exist.
        secret = services.open_secret(hook) if hook else ""
        if not gophish.is_signed(request.body, secret, signature) or hook is None:
            return _problem(403, _("The signature isn’t that of this webhook."))
        if gophish.is_test(request.body):
            return HttpResponse(status=204)
        event = gophish.read_event(request.body)
        services.take_event(hook=hook, event=event, at=clock.now())
    except Refused as refusal:
        said = say_fault(refusal.fault)
        return _problem(400, f"{said.place}: {said.sentence}" if said.place else said.sentence)
    except services.SecretUnreadable:
        return _problem(503, _("The secret of this webhook has to be renewed."))
    return HttpResponse(status=204)


def _problem(status: int, sentence: str) -> JsonResponse:
    return JsonResponse({"problem": sentence}, status=status)


def _address(hook: PhishingHook) -> str:
    return settings.PUBLIC_ADDRESS + reverse("gophish_event", args=[hook.public_id])


def _page(request: SignedInRequest, desk: Desk, secret: str = "") -> HttpResponse:
    hook = queries.hook_of(desk.organism)
    context = {
        "desk": desk,
        "hook": hook,
        "address": _address(hook) if hook else "",
        "secret": secret,
    }
    return render(request, "barometer/findings/webhook.html", context)


@login_required
@require_safe
def webhook(request: SignedInRequest, code: str) -> HttpResponse:
    """Show how a GoPhish server tells its campaigns here, without the secret."""
    return _page(request, desk_of(request, code))


@login_required
@require_POST
def create_webhook(request: SignedInRequest, code: str) -> HttpResponse:
    """Open a webhook, or give the one there is a new address and secret."""
    return _create(request, desk_to_act(request, code))


@recently_authenticated
def _create(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """The secret is in this answer alone: no page, session or cache keeps it for later."""
    new = services.create_hook(organism=desk.organism, at=desk.at, by=request.user)
    return _page(request, desk, new.secret)


@login_required
@require_POST
def revoke_webhook(request: SignedInRequest, code: str) -> HttpResponse:
    """Close the webhook."""
    desk = desk_to_act(request, code)
    services.revoke_hook(organism=desk.organism, at=desk.at, by=request.user)
    messages.success(request, _("The webhook is closed: its messages are refused from now on."))
    return redirect("barometer:findings-webhook", code)


@login_required
@require_POST
def end_campaign(request: SignedInRequest, code: str, campaign_id: int) -> HttpResponse:
    """End a campaign that a webhook was telling, and look at what it says."""
    desk = desk_to_act(request, code)
    running = get_object_or_404(queries.running_campaigns(desk.organism), pk=campaign_id)
    form = EndCampaignForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else f"GoPhish {running.number}"
    try:
        ended = services.end_campaign(campaign=running, name=name, at=desk.at, by=request.user)
    except AcademyError as error:
        messages.error(request, error.message)
        return redirect("barometer:findings-organism", code)
    if ended is None:
        messages.warning(
            request,
            _("The campaign is over. It is about too few people to be told: nothing is stored."),
        )
        return redirect("barometer:findings-organism", code)
    return redirect("barometer:findings-evidence", code, ended.public_id)
