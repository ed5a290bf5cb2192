"""A QR code out of half blocks: two rows of modules in a line of text."""

from collections.abc import Iterator, Sequence

from crm_cli.errors import Invalid
from crm_cli.i18n import N_
from crm_cli.render.style import Paint, Painted

QUIET = 4  # modules around it, which the standard asks for: cameras need a rim
BLOCKS = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
DARK_ON_LIGHT = "\x1b[38;5;231;48;5;16m"  # white blocks on black, whatever the colours of the terminal


def code(text: str, paint: Paint, encoding: str) -> Iterator[str]:
    """Its lines; blocks are the light modules, so that it can be read off a dark screen, and with colour off any."""
    try:
        "█▀▄".encode(encoding)
    except UnicodeEncodeError:
        raise Invalid(N_("this terminal has no blocks to draw a code with"), hint="PYTHONIOENCODING=utf-8") from None
    rows = _modules(text)
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        line = "".join(BLOCKS[pair] for pair in zip(upper, lower, strict=True))
        yield Painted(f"{DARK_ON_LIGHT}{line}\x1b[0m") if paint.on else line


def _modules(text: str) -> Sequence[Sequence[bool]]:
    """Its rows, True where it is dark, with the rim; an even number of them."""
    import segno  # only where a code is drawn
    from segno import DataOverflowError

    try:
        made = segno.make(
            text, micro=False, error="l", boost_error=False, encoding="utf-8" if not text.isascii() else None
        )
    except DataOverflowError:
        raise Invalid(N_("this is too much for a code that a camera can read"), hint="--tel") from None
    rows = [[bool(module) for module in row] for row in made.matrix_iter(border=QUIET)]
    return rows if len(rows) % 2 == 0 else [*rows, [False] * len(rows[0])]
