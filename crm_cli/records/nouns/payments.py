"""A payment: money that came from a client, or went back."""

from crm_cli.i18n import N_
from crm_cli.records import record as of

METHODS = {
    "transfer": N_("bank transfer"),
    "cash": N_("cash"),
    "card": N_("card"),
    "alipay": N_("Alipay"),
    "wechat": N_("WeChat Pay"),
    "draft": N_("acceptance draft"),
    "debit": N_("direct debit"),
    "other": N_("other"),
    "writeoff": N_("written off"),
}
WAYS = {
    "transfer": "转账 汇款 电汇 网银 对公转账 wire überweisung", "cash": "现钞 bar", "card": "银行卡 信用卡 pos karte", "wechat": "微信",
    "draft": "承兑 汇票 银承", "debit": "托收 代扣 lastschrift", "writeoff": "核销坏账 坏账",
}  # fmt: skip


@of.record("payment")
class Payment(of.Record):
    """``amount`` received on ``date``; below zero it was paid back. An acceptance draft counts as cash on the day it ``matures``; one without it is payable at sight.

    What is written off (坏账) pays its invoice and is no money that came.

    Never edited once it is allocated: what was wrong is reversed by a payment of its own.
    """

    client: str = of.link(N_("Client"), to="client", required=True, listed=True, on_remove="refuse")
    amount: int = of.money(N_("Amount"), required=True, listed=True, whole=True, merge="once")
    currency: str | None = of.text(N_("Currency"), check="currency", merge="once")
    date: str | None = of.date(N_("Date"), listed=True, prefer="past")
    method: str = of.choice(N_("Method"), choices=METHODS, words=WAYS, default="transfer", listed=True)
    matures: str | None = of.date(N_("Matures"), listed=True)
    order: str | None = of.link(N_("Order"), to="order", listed=True, whole=True, yields=1, on_remove="refuse")
    reverses: str | None = of.link(N_("Reverses"), to="payment", by="system", on_remove="refuse")
    reference: str | None = of.text(N_("Bank reference"), searched="number")
    spare: int | None = of.money(N_("Not allocated"), computed=True, listed=True, whole=True)
    note: str | None = of.longtext(N_("Note"), searched="text")
