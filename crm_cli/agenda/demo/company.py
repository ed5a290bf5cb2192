"""Builds the demo company: its people, what it sells, eighteen months of selling, and the day that lies ahead."""

from crm_cli.agenda.demo import deals, leads, papers, people, talks
from crm_cli.agenda.demo.making import Making
from crm_cli.agenda.demo.material import Material
from crm_cli.people import statuses
from crm_cli.records.nouns.activities import Activity
from crm_cli.records.nouns.clients import Client
from crm_cli.records.nouns.contacts import Contact
from crm_cli.records.nouns.stages import Stage
from crm_cli.records.nouns.stagetasks import StageTask
from crm_cli.records.nouns.tags import Tag
from crm_cli.records.nouns.tasks import Task
from crm_cli.sales import history, pipelines
from crm_cli.workspace import Workspace

EARLY = 8  # o'clock, before anything is said
HANDED = {
    "zh_CN": (("方案", "报价跟进", "3个工作日后", "call"), ("赢单", "回访", "+30d", "return_visit"), ("赢单", "回访", "+90d", "return_visit")),
    "en": (("Proposal", "Follow up the proposal", "in 3 working days", "call"), ("Won", "Return visit", "+30d", "return_visit"), ("Won", "Return visit", "+90d", "return_visit")),
}  # fmt: skip


def words_of(language: str) -> Material:
    """The words of a language: ``zh_CN``, else English."""
    if language == "zh_CN":
        from crm_cli.agenda.demo.words_zh import MATERIAL  # one language of two
    else:
        from crm_cli.agenda.demo.words_en import MATERIAL  # one language of two
    return MATERIAL


def worker(language: str) -> str:
    """The login of the rep whose day it is."""
    return words_of(language).reps[0][1]


def build(crm: Workspace, language: str) -> None:
    """Fill an empty base, as one step. The same language and day give the same company."""
    with crm.step("crm demo"):
        words = words_of(language)
        crm.put_setting("country", words.country)
        making = Making.begin(crm, words)
        for name in words.tags:
            making.put(Tag(name=name))
        statuses.install(crm, language)
        _fill(making, _ladder(crm, language))
        making.write()
        _hand_out(crm, language)
        papers.keep(crm, language)


def _hand_out(crm: Workspace, language: str) -> None:
    """What the stages hand out from now on; what was sold before had none of it."""
    stages = {stage.name: stage.id for stage in crm.where(Stage)}
    for stage, name, due, kind in HANDED["zh_CN" if language == "zh_CN" else "en"]:
        crm.add(StageTask(name=name, stage=stages[stage], due=due, kind=kind))


def somebody(crm: Workspace) -> Contact:
    """Whom the worker has to call or see next."""
    due = sorted(crm.where(Task, owner=crm.me, status="open"), key=lambda task: (str(task.due), task.n))
    return crm.by_id(Contact, next(task.contact for task in due if task.contact))


def _ladder(crm: Workspace, language: str) -> history.Ladder:
    pipeline = pipelines.install(crm, language)
    return history.Ladder(pipeline.id, tuple(pipelines.stages(crm, pipeline.id)))


def _fill(making: Making, ladder: history.Ladder) -> None:
    teams, reps = people.hire(making)
    registry = people.Registry(making)
    clients = people.gain(making, registry, teams, reps)
    found = leads.gather(making, registry, clients, reps)
    market = deals.Market(making, ladder, clients, deals.price(making))
    going, over = deals.open_deals(market), deals.closed_deals(market)
    for deal in [*going, *over]:
        talks.talk(making, deal)
    won = [deal for deal in over if deal.record.status == "won"]
    for deal in won:
        talks.care(making, deal)
    leads.talk(making, found)
    _settle(making, clients, [deal.client for deal in won])
    leads.settle(making, found)
    customers = list({deal.client.id: deal.client for deal in won}.values())
    talks.plan(making, going, customers[::3])  # the others are left to grow cold


def _settle(making: Making, clients: list[Client], customers: list[Client]) -> None:
    """What the clients have become, and since when they are known."""
    days = making.days
    first = {one.client: one.at for one in sorted(making.of(Activity), key=lambda one: one.at, reverse=True)}
    met = {client.id: days.clock.local(first.get(client.id, str(client.created))).date() for client in clients}
    for contact in making.of(Contact):
        contact.created = days.at(met[str(contact.client)], EARLY)
    for client in clients:
        client.since, client.created = met[client.id].isoformat(), days.at(met[client.id], EARLY)
        bought = sum(1 for one in customers if one is client)
        client.relation = "customer" if bought else "prospect"
        later = making.chance.choice(("growing", "mature")) if bought > 1 else "first"
        client.life_stage = later if bought else "potential"
