"""What splink finds in a FEBRL file, as JSON: run by ``duplicates_febrl.py`` in an environment of its own, which has splink.

``python febrl_splink.py dataset1.csv`` prints {"seconds": …, "pairs": [[rec_id, rec_id, probability], …]}.
"""

import json
import logging
import sys
import time
import warnings

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)


def settings() -> SettingsCreator:
    """As splink's own example for these people has it (docs, "Deduplicate FEBRL"): nothing of ours."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.JaroWinklerAtThresholds("suburb", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_1", [0.9, 0.7]),
            cl.JaroWinklerAtThresholds("address_2", [0.9, 0.7]),
            cl.DamerauLevenshteinAtThresholds("street_number", [1]),
            cl.ExactMatch("state"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("surname"),
            block_on("given_name"),
            block_on("date_of_birth"),
            block_on("postcode"),
            block_on("street_number", "suburb"),
            block_on("substr(given_name,1,3)", "substr(surname,1,4)"),
        ],
        retain_intermediate_calculation_columns=False,
    )


def main() -> None:
    began = time.perf_counter()
    raw = duckdb.sql(f"SELECT * FROM read_csv('{sys.argv[1]}', header=true, all_varchar=true, delim=',')")
    names = {name: name.strip() for name in raw.columns}
    chosen = ", ".join(
        f"nullif(trim(\"{name}\"), '') AS {bare}" for name, bare in names.items() if bare != "soc_sec_id"
    )
    people = duckdb.sql(f"SELECT {chosen} FROM raw").df()
    linker = Linker(DuckDBAPI().register(people), settings(), log_level=None)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("given_name", "surname"), block_on("date_of_birth", "postcode")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for rule in (block_on("date_of_birth"), block_on("surname"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    pairs = list(zip(found["rec_id_l"], found["rec_id_r"], map(float, found["match_probability"]), strict=True))
    print(json.dumps({"seconds": time.perf_counter() - began, "pairs": pairs}))


if __name__ == "__main__":
    main()
