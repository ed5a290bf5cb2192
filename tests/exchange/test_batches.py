"""What a batch of an import keeps, and what is told apart between the batches of one file."""

import pytest

from crm_cli.errors import Invalid
from crm_cli.exchange.batches import SIZE, Batch
from tests.conftest import Runner
from tests.exchange.conftest import Written


def _raised() -> Invalid:
    try:
        int("no number")
    except ValueError as problem:
        try:
            raise Invalid("no number") from problem
        except Invalid as error:
            return error
    return Invalid("")


def test_a_refused_row_does_not_keep_where_it_was_refused() -> None:
    batch, error = Batch([], 0), _raised()
    assert error.__traceback__ and error.__context__ and error.__cause__
    batch.refuse(0, error)
    kept = batch.refused[0]
    assert kept is error
    assert not kept.__traceback__ and not kept.__context__ and not kept.__cause__


@pytest.mark.usefixtures("base")
@pytest.mark.parametrize(("column", "key"), [("phone", ["--key", "phone"]), ("ref", []), ("ref", ["--key", "name"])])
def test_a_key_that_comes_again_in_a_later_batch_is_refused_though_the_base_was_empty(
    crm: Runner, written: Written, column: str, key: list[str]
) -> None:
    value = "138{:08d}".format if column == "phone" else "C{}".format
    rows = [f"Acme {n},{value(n)}" for n in range(1, SIZE + 3)] + [f"Twice,{value(3)}"]
    done = crm("import", "client", written(f"name,{column}\n" + "\n".join(rows) + "\n"), *key)
    assert done.code == 7
    assert f"{SIZE + 2} created, 0 updated, 0 unchanged, 1 refused" in done.err
    again = crm("import", "client", written(f"name,{column}\n" + "\n".join(rows[:-1]) + "\n"), *key)
    assert again.err.splitlines()[-1] == f"0 created, 0 updated, {SIZE + 2} unchanged"
