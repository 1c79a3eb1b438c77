import pytest
from django.core.management import CommandError, call_command

from bookings.models import Appointment
from clients.models import Client, ImportBatch
from practices.models import Job
from practices.tenancy import inside

PEOPLE = "Client ID,Name,Phone,Birthday\n7,Zoe Baker,212 555 0147,03/04/1980\n8,Ben Adler,12345,\n"
VISITS = "Client ID,Service,Date,Time\n7,Massage,2024-03-01,10:00\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "clients.csv").write_text(PEOPLE)
    (tmp_path / "visits.csv").write_text(VISITS)
    return tmp_path


def test_the_commands_bring_clients_and_visits_in(willow, files, capsys):
    call_command("import_clients", files / "clients.csv", practice="willow", rejected=files / "out.csv")
    call_command("import_visits", files / "visits.csv", practice="willow")
    told = capsys.readouterr()

    assert "1 came in, 0 were here already, 1 stayed out." in told.out
    assert "Client ID → external_id" in told.out
    assert "row 3: “12345” is not a telephone number" in told.err
    assert "say --dates to be sure" in told.err
    assert "8,Ben Adler,12345,,3," in (files / "out.csv").read_text(encoding="utf-8-sig")
    assert Client.objects.get().birth_on.month == 3
    assert Appointment.objects.get().client.name == "Zoe Baker"
    assert set(Job.objects.values_list("status", flat=True)) == {"done"}
    assert set(ImportBatch.objects.values_list("status", flat=True)) == {"imported"}


def test_a_dry_run_writes_nobody(willow, files, capsys):
    call_command(
        "import_clients",
        files / "clients.csv",
        practice="willow",
        dry_run=True,
        dates="day_first",
        lenient=True,
    )

    assert "2 would come in" in capsys.readouterr().out
    assert not Client.objects.exists()


def test_what_cannot_be_is_said_in_one_sentence(willow, files):
    with pytest.raises(CommandError, match="no practice called nowhere"):
        call_command("import_clients", files / "clients.csv", practice="nowhere")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_clients", files / "none.csv", practice="willow")
    (files / "empty.csv").write_text("")
    with pytest.raises(CommandError, match="The file is empty"):
        call_command("import_clients", files / "empty.csv", practice="willow")


def test_the_command_stays_inside_its_practice(willow, cedar, files):
    call_command("import_clients", files / "clients.csv", practice="cedar")

    assert not Client.objects.exists()
    with inside(cedar.practice):
        assert Client.objects.count() == 1
