from django.urls import path

from journeys import views

app_name = "journeys"
urlpatterns = [
    path("", views.board, name="board"),
    path("stage/<str:stage>/", views.column, name="column"),
    path("<int:pk>/", views.journey, name="journey"),
    path("<int:pk>/move/", views.move, name="move"),
    path("<int:pk>/undo/<int:stay>/", views.undo, name="undo"),
]
