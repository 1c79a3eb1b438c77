"""What came in by file, what did not and why, and what went out."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from practices.models import Job, Member
from practices.sealing import sealed_file, sealed_json
from practices.tenancy import PracticeOwned, SamePractice


class ImportBatch(PracticeOwned):
    """One uploaded file on its way in: mapped, tried, brought in, and perhaps undone."""

    class Kind(models.TextChoices):
        CLIENTS = "clients", _("Clients")
        VISITS = "visits", _("Past visits")

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        IMPORTING = "importing", _("Coming in")
        IMPORTED = "imported", _("Imported")
        UNDONE = "undone", _("Undone")
        FAILED = "failed", _("Failed")

    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status, default=Status.UPLOADED)
    file_name = models.CharField(max_length=200)
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    content_sealed = models.BinaryField(
        help_text="The file as it came, compressed; emptied 30 days after the import"
    )
    examples_sealed = models.BinaryField(default=b"")
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    job = models.ForeignKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    rows = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    content = sealed_file("content_sealed")
    examples = sealed_json("examples_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("job", name="import_job_same_practice"),
            SamePractice("uploaded_by", name="import_uploader_same_practice"),
        ]


class RejectedRow(PracticeOwned):
    """A row that did not come in, as it was, with the reasons in words."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rejected_rows")
    line = models.PositiveIntegerField()
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    cells_sealed = models.BinaryField(default=b"")
    reasons_sealed = models.BinaryField(default=b"", help_text="They quote the cells")

    cells = sealed_json("cells_sealed")
    reasons = sealed_json("reasons_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("batch", name="rejected_row_batch_same_practice"),
        ]
        indexes = [models.Index(fields=["practice", "batch", "line"], name="rejected_row_by_line")]


class Export(PracticeOwned):
    """Everything about one client as a zip, kept until it expires."""

    client = models.ForeignKey("clients.Client", models.CASCADE, related_name="+")
    job = models.ForeignKey(Job, models.PROTECT, related_name="+")
    seal = models.UUIDField(default=uuid.uuid4, editable=False)
    content_sealed = models.BinaryField(default=b"")
    expires_at = models.DateTimeField()

    content = sealed_file("content_sealed")

    class Meta(PracticeOwned.Meta):
        constraints = [
            *PracticeOwned.Meta.constraints,
            SamePractice("client", name="export_client_same_practice"),
            SamePractice("job", name="export_job_same_practice"),
        ]
