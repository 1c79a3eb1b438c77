"""Bring a list along: upload, correct the guess, see what would happen, confirm, watch, take back."""

import csv
import io
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients import actions
from clients.import_forms import MappingForm, UploadForm
from clients.importing.people import sample
from clients.importing.rejected import rejected_csv
from clients.models import ImportBatch, RejectedRow
from clients.rules.cells import guarded
from clients.wording import said
from practices.errors import Refusal
from practices.middleware import PracticeRequest
from practices.permissions import may
from practices.toasts import toast

SHOWN = 50
PARTS = {"uploaded": "map", "checking": "progress", "importing": "progress", "checked": "checked",
         "imported": "imported", "undone": "undone", "failed": "failed"}  # fmt: skip


def batch_or_404(pk: int) -> ImportBatch:
    rows = ImportBatch.objects.select_related("job", "uploaded_by", "practice").defer("content_sealed")
    return get_object_or_404(rows, pk=pk)


@may("import_clients")
def index(request: PracticeRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, initial={"kind": "clients"})
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.upload(request.practice, **form.upload(), by=request.member, at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("clients:import", batch.pk)
    batches = ImportBatch.objects.select_related("uploaded_by").defer("content_sealed").order_by("-id")[:30]
    return render(
        request,
        "clients/imports.html",
        {"form": form, "batches": batches},
        status=422 if form.errors else 200,
    )


@may("import_clients")
def batch(request: PracticeRequest, pk: int) -> HttpResponse:
    """Where a file stands. While a worker is at it, the page asks again by itself."""
    kept = batch_or_404(pk)
    form = MappingForm(request.POST or None, batch=kept)
    if request.method == "POST" and form.is_valid():
        try:
            actions.choose(kept, columns=form.columns(), options=form.options())
            actions.ask_to_check(kept, by=request.member, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("clients:import", pk)
    return render(
        request,
        "clients/import.html",
        _batch_context(kept, form, request),
        status=422 if form.errors else 200,
    )


def _batch_context(kept: ImportBatch, form: MappingForm, request: PracticeRequest) -> dict[str, Any]:
    is_working = kept.job is not None and kept.job.is_open
    part = "map" if form.errors or "map" in request.GET else "progress" if is_working else PARTS[kept.status]
    shown = RejectedRow.objects.filter(batch=kept).order_by("line")[:SHOWN]
    earlier = ImportBatch.objects.filter(digest=kept.digest, status="imported").exclude(pk=kept.pk)
    return {
        "batch": kept,
        "form": form,
        "part": f"clients/imports/{part}.html",
        "is_working": is_working,
        "is_emptied": part == "failed" and _is_emptied(kept),
        "rejected": [_explained(row) for row in shown],
        "held": _held(kept) if part in ("imported", "failed") else 0,
        "earlier": earlier.only("pk", "imported_at").first() if part == "map" else None,
    }


def _held(kept: ImportBatch) -> int:
    return int(kept.clients.filter(is_released=False, erased_at=None).count())


def _is_emptied(kept: ImportBatch) -> bool:
    return ImportBatch.objects.filter(pk=kept.pk, content_sealed=b"").exists()


def _explained(row: RejectedRow) -> dict[str, Any]:
    return {
        "line": row.line,
        "cells": [cell for cell in row.cells if cell][:4],
        "reasons": [said(one) for one in row.reasons],
    }


@require_POST
@may("import_clients")
def begin(request: PracticeRequest, pk: int) -> HttpResponse:
    return _asked(request, pk, actions.ask_to_import)


@require_POST
@may("import_clients")
def undo(request: PracticeRequest, pk: int) -> HttpResponse:
    return _asked(request, pk, actions.ask_to_undo)


def _asked(request: PracticeRequest, pk: int, ask: Callable[..., ImportBatch]) -> HttpResponse:
    try:
        ask(batch_or_404(pk), by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    return redirect("clients:import", pk)


@require_POST
@may("import_clients")
def release(request: PracticeRequest, pk: int) -> HttpResponse:
    try:
        released = actions.release_batch(batch_or_404(pk), by=request.member, at=timezone.now())
    except Refusal as refusal:
        toast(request, str(refusal), is_refused=True)
    else:
        toast(request, _("{n} people may get automatic messages now.").format(n=released))
    return redirect("clients:import", pk)


@may("import_clients")
def rejected(request: PracticeRequest, pk: int) -> HttpResponse:
    """The rows that stayed out, as they were, with a column of reasons: mend them and bring this file."""
    return _file(rejected_csv(batch_or_404(pk)), f"rejected-{pk}.csv")


@may("import_clients")
def example(request: PracticeRequest) -> HttpResponse:
    text = io.StringIO()
    text.write("\ufeff")
    writer = csv.DictWriter(text, list(sample()[0]))
    writer.writeheader()
    writer.writerows({name: guarded(value) for name, value in row.items()} for row in sample())
    return _file(text.getvalue(), "clients.csv")


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
