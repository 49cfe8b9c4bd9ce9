"""The bar of the long commands: drawn for somebody who looks, left out of a log."""

import io

from django.core.management.base import OutputWrapper

from search.management.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def drawn(out: io.StringIO, *, total: int, steps: list[int]) -> str:
    bar = Progress(OutputWrapper(out), "Comparing", total)
    for step in steps:
        bar.add(step)
    bar.end("Done.")
    return out.getvalue()


def test_on_a_terminal_the_bar_grows_to_its_end():
    frames = drawn(Terminal(), total=4, steps=[1, 3]).split("\r")[1:]
    assert [frame[: len("Comparing [" + "#" * 30)] for frame in frames] == [
        "Comparing [########......................",
        "Comparing [##############################",
    ]
    assert frames[-1].endswith("4 of 4\nDone.\n")


def test_with_nothing_to_do_the_bar_is_whole():
    assert "[##############################] 0 of 0" in drawn(Terminal(), total=0, steps=[0])


def test_elsewhere_only_the_sentence_is_written():
    assert drawn(io.StringIO(), total=4, steps=[1, 3]) == "Done.\n"
