"""S8: two Chinese characters looked for in 1M notes, by the search index, against ``LIKE`` over the same column.

``python -m benchmarks.s8_search [100k|1M]``
"""

from functools import partial

from benchmarks import made
from benchmarks.side_by_side import Cost, folder, header, inside, line, pairs, wanted
from crm_cli.records.nouns.activities import Activity
from crm_cli.workspace import Workspace

LIMIT = 0.03
TIMES = 15
PAGE = 50
WORDS = (("审批", "in an eighth of all notes"), ("龘靐", "in no note"), ("一次", "in one of 5,000"))
RARE = 5000


def main() -> None:
    header("S8: two Chinese characters in the notes, against LIKE")
    count = wanted(100_000, 1_000_000)
    with folder() as place:
        crm = made.base(place / "crm.db")
        made.clients(crm, 20_000)
        made.activities(crm, count)
        _hide_some(crm)
        for word, told in WORDS:
            line(
                f"{word} ({told}) of {count}",
                pairs(partial(_ours, crm, word), partial(_theirs, crm, word), TIMES),
                LIMIT,
            )
        crm.store.close()


def _hide_some(crm: Workspace) -> None:
    """A few notes say something that the others do not."""
    ids = made.ids(crm, "activities")[::RARE]
    with crm.step():
        for identity in ids[:100]:
            activity = crm.by_id(Activity, identity)
            crm.change(activity, text="只来过一次")


def _ours(crm: Workspace, word: str) -> Cost:
    return inside(lambda: crm.search(word, ["activity"], PAGE))


def _theirs(crm: Workspace, word: str) -> Cost:
    sql = "SELECT id FROM activities WHERE text LIKE ? ORDER BY n DESC"
    return inside(lambda: crm.store.rows(sql, (f"%{word}%",)))


if __name__ == "__main__":
    main()
