"""The numbers of a practice, and the lists behind them."""

from django.urls import path

from metrics import views

app_name = "metrics"

urlpatterns = [
    path("metrics/", views.dashboard, name="dashboard"),
    path("metrics/<slug:metric>/", views.rows, name="rows"),
    path("metrics/<slug:metric>/rows.csv", views.rows_csv, name="rows_csv"),
]
