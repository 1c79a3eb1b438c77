"""Pages of clients, below /p/<slug>/clients/."""

from django.urls import path

from clients.views import facts, imports, leaving, lists, people

app_name = "clients"

urlpatterns = [
    path("", lists.index, name="list"),
    path("list.csv", lists.download, name="download"),
    path("pick/", lists.pick, name="pick"),
    path("new/", people.new, name="new"),
    path("quick/", people.quick, name="quick"),
    path("import/", imports.index, name="imports"),
    path("import/example.csv", imports.example, name="example"),
    path("import/<int:pk>/", imports.batch, name="import"),
    path("import/<int:pk>/begin/", imports.begin, name="begin_import"),
    path("import/<int:pk>/undo/", imports.undo, name="undo_import"),
    path("import/<int:pk>/release/", imports.release, name="release_import"),
    path("import/<int:pk>/rejected.csv", imports.rejected, name="rejected"),
    path("<int:pk>/", people.profile, name="profile"),
    path("<int:pk>/timeline/", people.timeline, name="timeline"),
    path("<int:pk>/edit/", people.edit, name="edit"),
    path("<int:pk>/tags/", people.tags, name="tags"),
    path("<int:pk>/archive/", people.archive, name="archive"),
    path("<int:pk>/restore/", people.restore, name="restore"),
    path("<int:pk>/release/", people.release, name="release"),
    path("<int:pk>/facts/", facts.note, name="note_fact"),
    path("<int:pk>/facts/<int:fact>/", facts.supersede, name="supersede"),
    path("<int:pk>/facts/<int:fact>/end/", facts.end, name="end_fact"),
    path("<int:pk>/consents/", facts.consents, name="consents"),
    path("<int:pk>/export/", leaving.export, name="export"),
    path("<int:pk>/export/<int:export>/", leaving.download, name="fetch_export"),
    path("<int:pk>/erase/", leaving.erase, name="erase"),
]
