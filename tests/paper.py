"""What is asked of anything that is to be printed in a prison."""

import pypdfium2

#: One pixel of the screen for each so many points on paper: enough to see a colour, quick for eighty pages.
_SCALE = 0.3


def assert_black_and_white(made: bytes) -> None:
    """Draw every page of a PDF and find no colour on any, and no page empty."""
    document = pypdfium2.PdfDocument(made)
    assert len(document) > 0
    for number, page in enumerate(document, start=1):
        image = page.render(scale=_SCALE).to_pil().convert("RGB")
        red, green, blue = image.split()
        assert red.tobytes() == green.tobytes() == blue.tobytes(), f"colour on page {number}"
        assert red.getextrema()[0] < 128, f"page {number} is empty"
