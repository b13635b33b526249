"""The pages of a training officer: what is asked, and for a reason, how far who is with it."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from academy.accounts.decorators import recently_authenticated
from academy.accounts.requests import SignedInRequest
from academy.core import clock
from academy.core.errors import AcademyError
from academy.organisms.queries import TreeRow, organism_tree
from courses.models import NamedLook, PersonShown
from courses.policies import organisms_to_look_at
from courses.queries import AssignmentRow, assignment_row, current_assignments, looks_at
from courses.standing_words import standing_in_words, state_label
from courses.standings import State

from . import files, services
from .forms import LookForm
from .roll import Line, Wanted, branch_of, roll_of, wanted_lines

# Key of the session: the opening that it has of each list, by what is asked.
_LOOKS = "named_looks"
_A_PAGE = 50
_LONGEST_SEARCH = 100
_TYPES = {
    PersonShown.Way.CSV: "text/csv; charset=utf-8",
    PersonShown.Way.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What is asked, when, and the opening that holds, None where none does."""

    row: AssignmentRow
    at: datetime
    today: date
    look: NamedLook | None

    @property
    def tree(self) -> list[TreeRow]:
        """The units of the organism."""
        return organism_tree(self.row.assignment.organism, self.today)


@login_required
@require_safe
def followed(request: SignedInRequest) -> HttpResponse:
    """What is asked of the people of one's organisms; no figure, and nobody's name."""
    organisms = organisms_to_look_at(request.user, timezone.localdate(clock.now()))
    if not organisms:
        raise Http404
    context = {
        "assignments": current_assignments(organisms, _language()),
        "minutes": services.LASTS.seconds // 60,
    }
    return render(request, "courses/named_view/followed.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_list(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """Ask why a list is to be opened; open it, with a fresh proof of who asks."""
    desk = _desk(request, assignment_id)
    return _open(request, desk) if request.method == "POST" else _ask(request, desk, LookForm())


def _ask(request: SignedInRequest, desk: Desk, form: LookForm) -> HttpResponse:
    context = {"desk": desk, "form": form, "minutes": services.LASTS.seconds // 60}
    status = 422 if form.errors else 200
    return render(request, "courses/named_view/reason.html", context, status=status)


@recently_authenticated
def _open(request: SignedInRequest, desk: Desk) -> HttpResponse:
    form = LookForm(request.POST)
    if not form.is_valid():
        return _ask(request, desk, form)
    try:
        look = services.open_look(
            by=request.user, assignment=desk.row.assignment, at=desk.at, **form.cleaned_data
        )
    except AcademyError as error:
        form.add_error(None, error.message)
        return _ask(request, desk, form)
    request.session[_LOOKS] = _looks(request) | {str(look.assignment_id): look.pk}
    return redirect("courses:named_list", desk.row.assignment.pk)


@login_required
@require_safe
def named_list(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """Who is asked and how far they are, for the reason that was given.

    `?unit=`: of this unit and those below; `?state=`: who is so far; `?q=`: words of the name.
    """
    desk = _desk(request, assignment_id)
    if desk.look is None:
        return redirect("courses:open_named_list", assignment_id)
    tree = desk.tree
    unit, wanted, asked = _wanted(request.GET, tree)
    everybody = roll_of(desk.row.assignment, tree, desk.today)
    page = Paginator(wanted_lines(everybody, wanted), _A_PAGE).get_page(request.GET.get("page"))
    _keep(request, desk, list(page), PersonShown.Way.PAGE, asked | {"page": str(page.number)})
    context = {
        "desk": desk,
        "tree": tree,
        "unit": unit,
        "state": wanted.state or "",
        "states": [(one.value, state_label(one)) for one in State],
        "search": wanted.words,
        "page_obj": page,
        "lines": [(line, standing_in_words(line.standing)) for line in page],
        "query": urlencode(asked),
        "asked": asked,
    }
    return render(request, "courses/named_view/people.html", context)


@login_required
@require_POST
def export_list(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """Hand over a list as a file, with a fresh proof of who asks."""
    desk = _desk(request, assignment_id)
    if desk.look is None:
        return redirect("courses:open_named_list", assignment_id)
    if request.POST.get("kind") not in _TYPES:
        raise Http404
    return _export(request, desk, desk.look)


@recently_authenticated
def _export(request: SignedInRequest, desk: Desk, look: NamedLook) -> HttpResponse:
    asked_for, tree = desk.row.assignment, desk.tree
    way = PersonShown.Way(request.POST["kind"])
    _unit, wanted, asked = _wanted(request.POST, tree)
    lines = wanted_lines(roll_of(asked_for, tree, desk.today), wanted)
    _keep(request, desk, lines, way, asked)
    if way is PersonShown.Way.CSV:
        content = files.roll_csv(lines, _language())
    else:
        content = files.roll_workbook(
            lines,
            title=desk.row.title,
            organism=asked_for.organism.name,
            reason=" ".join(filter(None, [look.get_reason_display(), look.words])),
            today=desk.today,
        )
    name = f"{asked_for.organism.code}-{asked_for.pk}-{desk.today.isoformat()}.{way.value}"
    return HttpResponse(
        content,
        content_type=_TYPES[way],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_POST
def close_list(request: SignedInRequest, assignment_id: int) -> HttpResponse:
    """Close a list: the next opening asks for a reason."""
    desk = _desk(request, assignment_id)
    if desk.look is not None:
        services.close_look(look=desk.look, at=desk.at)
    request.session[_LOOKS] = {
        key: pk for key, pk in _looks(request).items() if key != str(assignment_id)
    }
    return redirect("courses:followed")


@login_required
@require_safe
def looks(request: SignedInRequest) -> HttpResponse:
    """Who opened a list on which one stands, when, why, and what it showed."""
    found = looks_at(request.user, _language())
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "looks": list(page)}
    return render(request, "courses/named_view/looks.html", context)


def _desk(request: SignedInRequest, assignment_id: int) -> Desk:
    """Return what is asked, by an organism of which one is the training officer; 404 else."""
    at = clock.now()
    today = timezone.localdate(at)
    organisms = organisms_to_look_at(request.user, today)
    row = assignment_row(organisms, assignment_id, _language()) if organisms else None
    if row is None:
        raise Http404
    look = services.look_going_on(
        by=request.user,
        assignment=row.assignment,
        look_id=_looks(request).get(str(assignment_id)),
        at=at,
    )
    return Desk(row, at, today, look)


def _looks(request: SignedInRequest) -> dict[str, int]:
    found: dict[str, int] = request.session.get(_LOOKS, {})
    return found


def _wanted(said: dict[str, str], tree: list[TreeRow]) -> tuple[int | None, Wanted, dict[str, str]]:
    """Return the unit that is asked for, which lines are wanted, and how the address says it.

    What makes no sense is left out; a unit that isn't one of the organism's answers 404.
    """
    asked: dict[str, str] = {}
    unit, branch = None, None
    if (named := said.get("unit", "")).isdecimal():
        unit = int(named)
        branch = branch_of(tree, unit)
        if branch is None:
            raise Http404
        asked["unit"] = str(unit)
    state = next((one for one in State if one == said.get("state")), None)
    if state is not None:
        asked["state"] = state.value
    words = said.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    if words:
        asked["q"] = words
    return unit, Wanted(branch, state, words), asked


def _keep(
    request: SignedInRequest, desk: Desk, lines: list[Line], way: str, asked: dict[str, str]
) -> None:
    """Keep whom the answer shows, before it does; that a name was searched, and not which."""
    if desk.look is None:
        raise Http404
    asked = asked | {"q": "…"} if "q" in asked else asked
    services.show_people(
        by=request.user, look=desk.look, lines=lines, way=way, asked=asked, at=desk.at
    )


def _language() -> str:
    return (get_language() or "fr")[:2]
