"""The dashboard, the list behind each of its numbers, and that list as a file."""

from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.actions import note_list_export
from metrics import wording
from metrics.definitions import DEFINITIONS, Definition
from metrics.figures import figures
from metrics.filters import filters
from metrics.forms import FIRST, LAST, FilterForm
from metrics.models import Dirty
from metrics.queries.counted import Counted
from metrics.queries.days import begun, loose_ends
from metrics.queries.live import live_of
from metrics.queries.numbers import is_told
from metrics.queries.rows import Asked, Named, behind, named, parts_of
from metrics.queries.rows.behind import Behind
from metrics.queries.rows.people import STANDINGS
from metrics.sheets import write_rows
from practices.middleware import PracticeRequest
from practices.permissions import may
from practices.replica import from_replica, may_lag

PER_PAGE = 50


@require_safe
@may("see_metrics")
@may_lag
def dashboard(request: PracticeRequest) -> HttpResponse:
    form = FilterForm(request.GET, practice=request.practice)
    counted = Counted(form.scope(at=timezone.now()))
    before, first = counted.scope.period.before(), counted.of(begun).here
    context = {
        "filters": filters(form),
        "days": wording.days(counted.scope.period),
        "days_before": wording.days(before) if is_told(before.start, first) else "",
        "first_day": first,
        "figures": figures(request, counted, live_of(counted), address=form.address),
        "loose_ends": counted.of(loose_ends),
        "unresolved": DEFINITIONS["unresolved"],
        "address": form.address,
        "waiting": Dirty.objects.count(),
    }
    return render(request, "metrics/dashboard.html", context)


@require_safe
@may("see_rows_behind_metrics")
@may_lag
def rows(request: PracticeRequest, metric: str) -> HttpResponse:
    definition, form, asked, found = _behind(request, metric)
    if metric == "retention_cohorts" and asked.month is None:
        return redirect(f"{reverse('metrics:dashboard')}?{form.address}")
    of_cohort = {"month": asked.month.strftime("%Y-%m"), "k": asked.k} if asked.month else {}
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "definition": definition,
        "filters": filters(form, part=asked.part, **of_cohort),
        "days": wording.days(found.period) if found.period else "",
        "part": asked.part,
        "standing": STANDINGS.get(asked.part),
        "month": asked.month and wording.month(asked.month),
        "k": asked.k,
        "found": found,
        "page": page,
        "lines": named(found.lines(page)),
        "address": request.GET.urlencode(),
        "filtered": form.address,
    }
    return render(request, "metrics/rows.html", context)


@require_safe
@may("export_clients")
def rows_csv(request: PracticeRequest, metric: str) -> HttpResponse:
    definition, form, asked, found, listed = from_replica(lambda: _whole_list(request, metric))
    filters = f"{definition.id}?{urlencode(_filters(form, asked))}"
    note_list_export(
        request.practice, rows=len(listed), filters=filters, by=request.member, at=timezone.now()
    )
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{definition.id}-{asked.scope.today}.csv"'
    write_rows(answer, definition, found, listed, currency=request.practice.currency)
    return answer


def _filters(form: FilterForm, asked: Asked) -> dict[str, str]:
    """What the list was narrowed by, as it was understood: never what else the address holds, which may be anything
    that somebody typed."""
    chosen = {name: str(getattr(value, "pk", value)) for name, value in form.understood().items()}
    of_list = {
        "part": asked.part,
        "month": asked.month and f"{asked.month:%Y-%m}",
        "k": asked.month and asked.k,
    }
    return chosen | {name: str(value) for name, value in of_list.items() if value not in ("", None)}


def _whole_list(
    request: PracticeRequest, metric: str
) -> tuple[Definition, FilterForm, Asked, Behind, list[Named]]:
    definition, form, asked, found = _behind(request, metric)
    return definition, form, asked, found, named(found.lines(found.rows))


def _behind(request: PracticeRequest, metric: str) -> tuple[Definition, FilterForm, Asked, Behind]:
    if metric not in DEFINITIONS:
        raise Http404
    form = FilterForm(request.GET, practice=request.practice)
    part = request.GET.get("part", "")
    asked = Asked(
        form.scope(at=timezone.now()),
        part if part in parts_of(metric) else "",
        _month(request.GET.get("month", "")),
        int(k) if (k := request.GET.get("k", "")).isdecimal() and len(k) < 4 else 0,
    )
    return DEFINITIONS[metric], form, asked, behind(metric, asked)


def _month(text: str) -> date | None:
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if FIRST <= month <= LAST else None
