"""A lead: a trace of a possible client, which may be no more than a phone number."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.countries import NAMES
from crm_cli.records.nouns.statuses import TYPES

ANSWERS = {"yes": N_("yes, certain"), "partly": N_("partly"), "no": N_("no, not there")}
ADDRESS, CHECK, OUTCOME = N_("Address"), N_("Potential"), N_("What became of it")


@of.record("lead")
class Lead(of.Record):
    """A trace of a possible client. ``type`` is the type of its status, kept beside it so that it can be listed at once."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name")
    company: str | None = of.text(N_("Company"), listed=True, searched="name", key="firm")
    title: str | None = of.text(N_("Job title"))
    status: str | None = of.link(N_("Status"), to="status", listed=True, on_remove="refuse", merge="review")
    type: str = of.choice(N_("Status type"), choices=TYPES, default="new", by="verb")
    reason: str | None = of.text(N_("Reason"))
    source: str | None = of.text(N_("Source"), listed=True)
    campaign: str | None = of.text(N_("Campaign"))
    phone: str | None = of.phone(N_("Phone"), listed=True, searched="phone", key="phone", personal=True)
    other_phones: str | None = of.phones(N_("Other phones"), searched="phone", also="phone", personal=True)
    website: str | None = of.url(N_("Website"), searched="text", key="domain")
    email: str | None = of.email(N_("E-mail"), listed=True, searched="email", key="email,domain", personal=True)
    other_emails: str | None = of.emails(N_("Other e-mails"), searched="email", also="email", personal=True)
    wechat: str | None = of.text(N_("WeChat"), searched="text", personal=True)
    owner: str | None = of.link(N_("Owner"), to="user", listed=True, on_remove="refuse", merge="review")
    coowner: str | None = of.link(N_("Co-owner"), to="user", on_remove="clear", merge="review")
    followers: str | None = of.links(N_("Followers"), to="user")
    team: str | None = of.link(N_("Team"), to="team", on_remove="clear")
    locked: int = of.flag(N_("Locked"), default=0)
    tags: str | None = of.tags(N_("Tags"), to="tag")
    industry: str | None = of.text(N_("Industry"))
    interest: str | None = of.text(N_("Interested in"), searched="text")
    currency: str | None = of.text(N_("Currency"), check="currency")
    amount: int | None = of.money(N_("Expected amount"))
    need: str | None = of.choice(N_("Has a need"), choices=ANSWERS, group=CHECK)
    authority: str | None = of.choice(N_("May decide"), choices=ANSWERS, group=CHECK)
    budget: str | None = of.choice(N_("Has the money"), choices=ANSWERS, group=CHECK)
    score: int | None = of.percent(N_("Score"), computed=True, listed=True, group=CHECK)
    responded: str | None = of.time(N_("First response"), by="verb", listed=True, prefer="past")
    waiting: int | None = of.number(N_("Hours since it came"), computed=True)
    last_contact: str | None = of.time(N_("Last contact"), computed=True, prefer="past", never="first")
    next_step: str | None = of.time(N_("Next step"), computed=True)
    country: str | None = of.choice(N_("Country"), choices=NAMES, open=True, group=ADDRESS)
    region: str | None = of.text(N_("Region"), group=ADDRESS)
    city: str | None = of.text(N_("City"), group=ADDRESS, searched="text")
    address: str | None = of.text(N_("Address"), group=ADDRESS, searched="text", personal=True)
    postcode: str | None = of.text(N_("Postcode"), group=ADDRESS)
    family: str | None = of.text(N_("Family name"), key="family", personal=True)
    given: str | None = of.text(N_("Given name"), personal=True)
    converted: str | None = of.time(N_("Converted"), by="verb", prefer="past", group=OUTCOME)
    client: str | None = of.link(N_("Client"), to="client", by="verb", on_remove="clear", group=OUTCOME)
    contact: str | None = of.link(N_("Contact"), to="contact", by="verb", on_remove="clear", group=OUTCOME)
    opportunity: str | None = of.link(N_("Opportunity"), to="opp", by="verb", on_remove="clear", group=OUTCOME)
    note: str | None = of.longtext(N_("Note"), searched="text")
    merged_into: str | None = of.link(N_("Merged into"), to="lead", by="system", on_remove="refuse")
