"""Who rings, over 100k clients and 300k activities, in this process: the middle and the slowest of many, in milliseconds; and a minute of an exchange.

``python -m benchmarks.popup [100k]``
"""

import json
import random

from benchmarks import made
from benchmarks.side_by_side import figure, folder, header, inside, middle, wanted
from crm_cli.agenda import callers
from crm_cli.exchange import listening
from crm_cli.exchange.listening import Listener, Wrong
from crm_cli.workspace import Workspace

LIMIT = 5
TIMES = 300
CALLS = 1000  # of three events each: fifty a second for a minute
BLOCK = 25
MINUTE = 60


def main() -> None:
    header("The pop-up of a call, in process")
    count = wanted(100_000, 100_000)
    with folder() as place:
        crm = made.base(place / "crm.db")
        made.clients(crm, count)
        made.activities(crm, count * 3)
        chance = random.Random(3)
        _measure(crm, f"a known number among {count}", [made.phone(chance.randrange(count)) for _ in range(TIMES)])
        _measure(crm, f"a stranger's among {count}", [f"150{i:08d}" for i in range(TIMES)])
        cost = inside(lambda: _minute(crm, count))
        figure(f"{CALLS * 3} events, {CALLS} calls written", cost.wall, MINUTE, "s")
        crm.store.close()


def _measure(crm: Workspace, title: str, numbers: list[str]) -> None:
    costs = [inside(lambda number=number: callers.known(crm, callers.at(crm, number))) for number in numbers]  # type: ignore[misc]
    slow = sorted(cost.wall for cost in costs)[int(len(costs) * 0.99)]
    figure(title, middle(costs).wall * 1000, LIMIT, "ms")
    figure(f"{title}, the slowest of a hundred", slow * 1000, LIMIT, "ms")


def _minute(crm: Workspace, count: int) -> None:
    """Every ring is looked up; the calls of a block that has come are written in one step."""
    listener, over = Listener(crm), []
    for number in range(CALLS):
        said = {"id": str(number), "number": made.phone(number * 7 % count)}
        for event in ({"event": "ring"}, {"event": "answer"}, {"event": "hangup", "seconds": 60}):
            for found in listener.events_of(json.dumps(said | event).encode() + b"\n"):
                assert not isinstance(found, Wrong)
                if rung := listener.rung(found):
                    callers.known(crm, rung.caller)
                if call := listener.follow(found):
                    over.append((found, call))
        if len(over) == BLOCK:
            listening.keep(crm, over)
            over.clear()
    listening.keep(crm, over)
    assert len(crm.called("activity", "pbx", map(str, range(CALLS)))) == CALLS


if __name__ == "__main__":
    main()
