"""Long work: how far it is. The page can be left."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from practices.middleware import PracticeRequest
from practices.models import Job
from practices.permissions import may
from practices.queries import latest_jobs


@may("see_jobs")
def job_list(request: PracticeRequest) -> HttpResponse:
    return render(request, "practices/jobs.html", {"jobs": latest_jobs()})


@may("see_jobs")
def job(request: PracticeRequest, pk: int) -> HttpResponse:
    """The whole page, or, asked by itself every two seconds, the part that moves."""
    found = get_object_or_404(Job.objects.select_related("asked_by"), pk=pk)
    shown = {
        "job": found,
        "result_parts": [f"practices/jobs/{found.kind}.html", "practices/jobs/any.html"],
    }
    part = "#progress" if request.headers.get("HX-Request") == "true" else ""
    return render(request, f"practices/job.html{part}", shown)
