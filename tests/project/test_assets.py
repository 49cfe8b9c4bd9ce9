"""The built style sheets and scripts: in step with their sources, and free of what we may not serve."""

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
BUILT = sorted(path for path in (STATIC / "dist").iterdir() if path.is_file())


def test_built_files_are_in_step_with_their_sources():
    sources = [path.relative_to(STATIC).as_posix() for path in (STATIC / "source").rglob("*") if path.is_file()]
    found = hashlib.sha256()
    for name in sorted([*sources, "build.mjs", "package-lock.json"]):
        found.update(f"{name}\n".encode())
        found.update((STATIC / name).read_bytes())
    built = (STATIC / "dist" / "SOURCES.sha256").read_text().strip()
    assert built == found.hexdigest(), "run `make assets` and commit static/dist"


@pytest.mark.parametrize("path", BUILT, ids=lambda path: path.name)
def test_nothing_of_gov_uks_own_brand_and_no_other_server(path):
    text = path.read_text("utf-8")
    assert "GDS Transport" not in text
    assert "@font-face" not in text
    assert "crown" not in text.lower() or path.name == "LICENCES.txt"  # a copyright notice there, not a picture
    assert not re.search(r"(url\(|@import|\bimport\s*\(?)\s*[\"']?(https?:)?//", text)


@pytest.mark.parametrize("path", [path for path in BUILT if path.suffix == ".css"], ids=lambda path: path.name)
def test_every_picture_a_style_sheet_names_is_there(path):
    for address in re.findall(r"url\([\"']?([^\"')]+)", path.read_text("utf-8")):
        assert address.startswith("data:") or (path.parent / address).is_file(), address
