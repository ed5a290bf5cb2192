"""The one way money is rounded: half-up, a half away from zero, in whole numbers."""


def half_up(above: int, below: int) -> int:
    """The quotient of two whole numbers as the nearest whole one; a half goes away from zero."""
    if below < 0:
        above, below = -above, -below
    return (2 * above + below) // (2 * below) if above >= 0 else -((below - 2 * above) // (2 * below))


def proportion(whole: int | None, above: int | None, below: int | None) -> int:
    """So many of so many parts of a whole, as SQL asks for it; of nothing it is nothing."""
    return half_up((whole or 0) * (above or 0), below) if below else 0
