"""S7: the forecast, stale deals, the board's headers and the board as of a day, against one full scan of the activities."""

from collections.abc import Callable
from functools import partial

from benchmarks import made
from benchmarks.side_by_side import folder, header, inside, line, pairs, wanted
from crm_cli.insight import board, forecast
from crm_cli.workspace import Workspace

NOW_LIMIT, DAY_LIMIT = 0.05, 0.4
DAY = "2025-07-01T00:00:00Z"
SCAN = "SELECT sum(length(text) + minutes) FROM activities"
CLIENTS = 20_000


def main() -> None:
    header("S7: reports over the deals, against one full scan of the activities")
    count = wanted(100_000, 1_000_000)
    with folder() as place:
        crm = made.base(place / "crm.db")
        made.clients(crm, CLIENTS)
        made.deals(crm, count // 5, count // 100)
        made.activities(crm, count)
        print(f"  {count} activities, {count // 5} deals, {count // 100} of them open", flush=True)
        for name, report, limit in reports(crm):
            line(name, pairs(partial(inside, report), partial(inside, partial(crm.store.one, SCAN)), 7), limit)


def reports(crm: Workspace) -> list[tuple[str, Callable[[], object], float]]:
    """What is measured: its name, the work, and the target."""
    return [
        ("forecast", lambda: forecast.forecast(crm), NOW_LIMIT),
        ("board headers", lambda: board.headers(crm), NOW_LIMIT),
        ("stale deals", lambda: crm.report("stuck", owner=None), NOW_LIMIT),
        ("board as of a day", lambda: board.headers(crm, as_of=DAY), DAY_LIMIT),
    ]


if __name__ == "__main__":
    main()
