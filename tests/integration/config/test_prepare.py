"""What `make setup` makes on the first run, and what it leaves alone on the next."""

import os
import stat

import pytest

from config import prepare
from directory.models import Prison
from tests.factories.directory import PrisonFactory

FILES_IN_FOLDERS = "django.contrib.staticfiles.finders.FileSystemFinder"


def test_env_is_written_once_with_a_secret_of_its_own_for_its_owner_only(tmp_path, monkeypatch, capsys):
    file = tmp_path / ".env"
    monkeypatch.setattr(prepare, "ENV_FILE", file)
    prepare.write_env(8123)
    first = file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "BASE_URL=http://127.0.0.1:8123\n" in first
    assert "DEMONSTRATION=true\n" in first
    assert "DEPLOYMENT=local\n" in first
    secret = next(line for line in first.splitlines() if line.startswith("SECRET_KEY="))
    assert len(secret) > 60
    assert secret not in capsys.readouterr().out

    prepare.write_env(9000)
    assert file.read_text(encoding="utf-8") == first
    assert capsys.readouterr().out == ""

    file.unlink()
    prepare.write_env(8123)
    assert secret not in file.read_text(encoding="utf-8"), "each machine has a secret of its own"


@pytest.mark.django_db
def test_the_register_is_loaded_on_the_first_run_and_kept_on_the_second():
    prepare._load_data(demonstration=False, migrated=True)
    assert Prison.objects.count() == 127
    assert not Prison.objects.filter(is_demonstration=True).exists(), "only in demonstration mode"
    Prison.objects.filter(code="EXI").update(town="Changed by somebody")
    Prison.objects.filter(code="DTI").delete()

    prepare._load_data(demonstration=False, migrated=False)
    assert Prison.objects.get(code="EXI").town == "Changed by somebody"
    assert Prison.objects.count() == 126, "what was taken out stays out"


@pytest.mark.django_db
def test_a_demonstration_that_is_there_is_not_loaded_again(settings, capsys):
    settings.DEMONSTRATION = True
    PrisonFactory(code="ZZI", is_demonstration=True)
    prepare._load_data(demonstration=True, migrated=False)
    assert [prison.code for prison in Prison.objects.all()] == ["ZZI"]
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_not_migrated_again():
    assert not prepare._needs_migrating()


def test_static_files_are_collected_again_only_when_one_has_changed(settings, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "sheet.css").write_text("p { color: #000 }")
    settings.STATICFILES_DIRS, settings.STATICFILES_FINDERS = [source], [FILES_IN_FOLDERS]
    settings.STATIC_ROOT = str(tmp_path / "collected")
    collected = tmp_path / "collected" / "sheet.css"
    prepare._collect_static()
    assert collected.read_text() == "p { color: #000 }"
    collected.write_text("left alone")
    os.utime(collected, (0, 0))
    prepare._collect_static()
    assert collected.read_text() == "left alone"
    (source / "sheet.css").write_text("p { color: #0b0c0c }")
    prepare._collect_static()
    assert collected.read_text() == "p { color: #0b0c0c }"
