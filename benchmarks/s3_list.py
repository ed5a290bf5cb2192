"""S3: ``crm client list --json --limit 50`` of 100k clients against ``sqlite-utils query`` of the same columns."""

from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import CRM, UTILS, Cost, child, folder, header, line, pairs, wanted

LIMIT = 0.6
TIMES = 30
SAME = """
SELECT t.ref, t.name, t.level, t.industry, t.phone, (SELECT u.name FROM users u WHERE u.id = t.owner) owner,
 (SELECT max(a.at) FROM activities a WHERE a.client = t.id AND a.kind <> 'note') last_contact
FROM clients t WHERE t.merged_into IS NULL ORDER BY t.n LIMIT 50
"""


def main() -> None:
    header("S3: crm client list --json --limit 50, against sqlite-utils query of the same")
    count = wanted(100_000, 100_000)
    with folder() as place:
        base = place / "crm.db"
        crm = made.base(base)
        made.clients(crm, count)
        crm.store.close()
        line(f"50 of {count} clients", pairs(lambda: _ours(base), lambda: _theirs(base), TIMES, warm=3), LIMIT)


def _ours(base: Path) -> Cost:
    env = {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml"))}
    return child([*CRM, "client", "list", "--json", "--limit", "50"], env=env)


def _theirs(base: Path) -> Cost:
    return child([*UTILS, "query", str(base), SAME])


if __name__ == "__main__":
    main()
