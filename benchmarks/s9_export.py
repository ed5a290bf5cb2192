"""S9: ``crm export activity`` as CSV and as JSON lines against ``sqlite3 -csv`` of the same columns."""

from functools import partial
from pathlib import Path

from benchmarks import made
from benchmarks.side_by_side import CRM, SHELL, Cost, child, folder, header, line, pairs, wanted

LIMITS = {"csv": 2.75, "jsonl": 1.6}
CLIENTS = 20_000
FIELDS = "ref,kind,at,client,text,outcome,minutes"
SAME = """
SELECT t.ref, t.kind, t.at, (SELECT c.ref FROM clients c WHERE c.id = t.client) client, t.text, t.outcome, t.minutes
FROM activities t ORDER BY t.n
"""


def main() -> None:
    header("S9: activities as CSV and JSON lines, against sqlite3 -csv of the same")
    count = wanted(100_000, 1_000_000)
    with folder() as place:
        base = place / "crm.db"
        crm = made.base(base)
        made.clients(crm, CLIENTS)
        made.activities(crm, count)
        crm.store.close()
        for name, limit in LIMITS.items():
            ratio = pairs(partial(_ours, base, name), partial(_theirs, base), 5)
            line(f"{count} activities as {name}", ratio, limit)


def _ours(base: Path, form: str) -> Cost:
    env = {"CRM_DB": str(base), "CRM_CONFIG": str(base.with_name("none.toml"))}
    out = base.with_name(f"ours.{form}")
    argv = [*CRM, "export", "activity", "--fields", FIELDS, "--format", form]
    return child(argv, env=env, output=out)


def _theirs(base: Path) -> Cost:
    return child([SHELL, "-csv", "-header", str(base), SAME], output=base.with_name("theirs.csv"))


if __name__ == "__main__":
    main()
