"""The whole scan against splink over the same people (FEBRL 1 and 2, without the social security number): how good, and how long.

``python -m benchmarks.duplicates_febrl [FOLDER]``; FOLDER holds dataset1.csv and dataset2.csv (else CRM_TEST_DATA/febrl). splink gets
an environment of its own, made once beside the cache of pip (CRM_SPLINK=PYTHON names one that is there). A pair counts as
found from a probability of one half on. Each side reads the file itself; ours is a whole process each time, import excluded.
"""

import csv
import itertools
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.side_by_side import CRM, Cost, child, folder, header

HERE = Path(__file__).resolve().parent
BESIDE = HERE.parents[1] / "shared" / "data"
ENOUGH = 0.5
MAPPED = (
    "--map", "given_name=given", "--map", "surname=family", "--map", "suburb=city", "--map", "state=region", "--map", "postcode=postcode",
    "--map", "rec_id=note", "--default", "type=person", "--create-fields",
)  # fmt: skip
LEFT_OUT, RENAMED = (
    "soc_sec_id",
    {"date_of_birth": "born"},
)  # a day such as 19371233 is no birthday, but it is what somebody wrote
Found = set[tuple[str, str]]


def main() -> None:
    header("Duplicates among the people of FEBRL, beside splink")
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(os.environ.get("CRM_TEST_DATA") or BESIDE) / "febrl"
    python = _splink()
    for number in (1, 2):
        file = data / f"dataset{number}.csv"
        truth = _truth(file)
        with folder() as place:
            ours, cost = _ours(place, file)
            _say(f"FEBRL {number}, crm duplicates scan", ours, truth, cost)
            if python:
                theirs, cost = _theirs(place, python, file)
                _say(f"FEBRL {number}, splink", theirs, truth, cost)


def _ours(place: Path, file: Path) -> tuple[Found, Cost]:
    """The pairs we find, by rec_id, and what the scan took."""
    bare = place / "people.csv"
    _without_number(file, bare)
    env = {"CRM_DB": str(place / "people.db"), "CRM_CONFIG": str(place / "none.toml"), "CRM_LANG": "en"}
    child([*CRM, "init", "--yes", "--me", "Ann", "--country", "US", "--language", "en"], env=env)
    child([*CRM, "import", "client", str(bare), *MAPPED], env=env)
    child([*CRM, "client", "list", "--fields", "ref,note", "--format", "csv", "-o", str(place / "ids.csv")], env=env)
    cost = child([*CRM, "duplicates", "scan", "client", "--format", "csv", "-o", str(place / "pairs.csv")], env=env)
    called = {row["ref"]: row["note"] for row in csv.DictReader((place / "ids.csv").open(encoding="utf-8-sig"))}
    rows = csv.DictReader((place / "pairs.csv").open(encoding="utf-8-sig"))
    return {_sorted(called[row["ref"]], called[row["other"]]) for row in rows}, cost


def _without_number(file: Path, target: Path) -> None:
    """The people without their social security number, and with a name for those who have none."""
    with file.open(encoding="utf-8") as source, target.open("w", encoding="utf-8", newline="") as to:
        rows = csv.DictReader(source, skipinitialspace=True)
        rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
        kept = [name for name in rows.fieldnames if name != LEFT_OUT]
        out = csv.writer(to)
        out.writerow(["name", *(RENAMED.get(name, name) for name in kept)])
        for row in rows:
            whole = f"{row['given_name'].strip()} {row['surname'].strip()}".strip() or "?"
            out.writerow([whole, *(row[name].strip() for name in kept)])


def _theirs(place: Path, python: str, file: Path) -> tuple[Found, Cost]:
    output = place / "splink.json"
    cost = child([python, str(HERE / "febrl_splink.py"), str(file)], env={"PYTHONPATH": ""}, output=output)
    found = json.loads(output.read_text(encoding="utf-8"))["pairs"]
    return {_sorted(one, other) for one, other, probability in found if probability >= ENOUGH}, cost


def _truth(file: Path) -> Found:
    """Two are one where their rec_id says so: rec-223-org and rec-223-dup-0."""
    people: dict[str, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        identity = line.partition(",")[0].strip()
        people.setdefault(identity.split("-")[1], []).append(identity)
    return {_sorted(*pair) for group in people.values() for pair in itertools.combinations(group, 2)}


def _sorted(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _say(name: str, found: Found, truth: Found, cost: Cost) -> None:
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / len(truth)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    told = f"F1 {f1:.4f} (precision {precision:.4f}, recall {recall:.4f})"
    print(f"  {name}: {told}, {cost.wall:.2f} s (processor {cost.cpu:.2f} s)", flush=True)


def _splink() -> str | None:
    """A Python that has splink; None where none can be had."""
    named = os.environ.get("CRM_SPLINK")
    place = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "guanxi-bench" / "splink"
    python = named or str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
    if not named and not Path(python).exists():
        venv.create(place, with_pip=True)
    if subprocess.run([python, "-c", "import splink, pandas"], capture_output=True, check=False).returncode == 0:
        return python
    got = subprocess.run(
        [python, "-m", "pip", "install", "-q", "splink>=5", "pandas"], capture_output=True, check=False
    )
    if got.returncode:
        print("  splink cannot be installed here: our side alone")
    return None if got.returncode else python


if __name__ == "__main__":
    main()
