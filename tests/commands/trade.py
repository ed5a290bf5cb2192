"""A firm that sells: every kind of paper once, as it is typed, for tests of what is done to all of them alike."""

from tests.conftest import Runner

CHAIN = (
    ("init", "--yes", "--me", "王芳", "--country", "CN"),
    ("client", "add", "科锐配电", "--level", "A"),
    ("client", "add", "蓝海贸易"),
    ("opp", "add", "一期改造", "--client", "C1", "--amount", "10万"),
    ("product", "add", "配电柜", "--price", "4500", "--unit", "台", "--code", "GTX-100"),
    ("product", "add", "GTX Plus", "--price", "5500"),
    ("pricebook", "add", "大客户", "--level", "A"),
    ("price", "add", "--pricebook", "大客户", "--product", "GTX-100", "--price", "4400"),
    ("quote", "add", "D1", "--line", "GTX-100 x3", "--line", "+运费 300", "--name", "一期配电"),
    ("quote", "send", "Q1"),
    ("quote", "revise", "Q1", "--line", "GTX Plus x1"),
    ("quote", "send", "Q2"),
    ("quote", "accept", "Q2"),
    ("order", "from", "Q2", "--their-number", "PO-88123"),
    ("order", "plan", "R1", "30% signed, rest 30 days after invoice"),
    ("order", "deliver", "R1", "--line", "GTX-100=2", "--tracking", "SF1234567890"),
    ("order", "invoice", "R1", "--all"),
    ("invoice", "edit", "V1", "--official", "25112000000123456789"),
    ("payment", "add", "C1", "5000", "--reference", "BOC20261122-7788"),
    (
        "contract",
        "add",
        "框架合同",
        "--client",
        "C1",
        "--value",
        "50万",
        "--start",
        "2026-01-01",
        "--end",
        "2026-12-31",
    ),
    ("membership", "add", "--client", "C2", "--level", "金卡", "--start", "2026-01-01", "--end", "2026-12-31"),
    ("membership", "earn", "MB1", "200", "--reason", "购买"),
    ("quote", "add", "C2", "--line", "GTX Plus x2", "--name", "备件"),
)


def trade(run: Runner) -> None:
    """Lay it: Q1 (replaced by Q2, accepted), Q3 a draft, R1 part delivered, V1 part paid, M1, K1, MB1."""
    for line in CHAIN:
        answer = run(*line)
        assert answer.code == 0, (line, answer)
