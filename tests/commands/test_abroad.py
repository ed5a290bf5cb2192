"""Tax of our own on a quote to a client of another country."""

from tests.conftest import Runner


def test_a_client_outside_the_tax_area_is_told_of_with_what_leaves_the_tax_out(crm: Runner) -> None:
    for line in (
        ("init", "--yes", "--me", "Nora", "--country", "DE"),
        ("client", "add", "Acme", "--country", "US"),
        ("client", "add", "Cie", "--country", "FR"),
        ("client", "add", "Firma"),
        ("product", "add", "Kit", "--price", "4500"),
    ):
        assert crm(*line).code == 0
    told = crm("quote", "add", "Acme", "--line", "Kit x1").err
    assert "client is in US: tax 19" in told
    assert "crm quote line edit QL1 exempt" in told
    assert "client is in" not in crm("quote", "line", "edit", "QL1", "exempt").err
    for other in ("Cie", "Firma"):
        assert "client is in" not in crm("quote", "add", other, "--line", "Kit x1").err
