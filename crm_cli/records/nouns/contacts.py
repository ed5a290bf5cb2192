"""A contact: a person at a client, their part in the purchase, and how they like to be reached."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.nouns.clients import COURTESY, FESTIVALS, GIFTS, MEANT, SEXES, TIERS

ROLES = {
    "decides": N_("decides"),
    "influences": N_("influences"),
    "uses": N_("uses"),
    "signs": N_("signs"),
    "guards": N_("guards the door"),
}
CHANNELS = {
    "phone": N_("phone"),
    "email": N_("e-mail"),
    "wechat": N_("WeChat"),
    "sms": N_("SMS"),
    "visit": N_("visit"),
}
REACH = N_("Reach")


@of.record("contact")
class Contact(of.Record):
    """A person at a client."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name")
    client: str | None = of.link(N_("Client"), to="client", listed=True, on_remove="cascade")
    title: str | None = of.text(N_("Job title"), listed=True, searched="text")
    department: str | None = of.text(N_("Department"))
    role: str | None = of.choice(N_("Role"), choices=ROLES, listed=True)
    phone: str | None = of.phone(N_("Phone"), listed=True, searched="phone", key="phone", personal=True)
    other_phones: str | None = of.phones(N_("Other phones"), searched="phone", also="phone", personal=True, group=REACH)
    email: str | None = of.email(N_("E-mail"), listed=True, searched="email", key="email", personal=True)
    other_emails: str | None = of.emails(
        N_("Other e-mails"), searched="email", also="email", personal=True, group=REACH
    )
    wechat: str | None = of.text(N_("WeChat"), searched="text", personal=True, group=REACH)
    qq: str | None = of.text("QQ", searched="text", personal=True, group=REACH)
    fax: str | None = of.phone(N_("Fax"), group=REACH)
    channel: str | None = of.choice(N_("Preferred channel"), choices=CHANNELS, group=REACH)
    hours: str | None = of.text(N_("Preferred hours"), group=REACH)
    language: str | None = of.text(N_("Language"), group=REACH)
    owner: str | None = of.link(N_("Owner"), to="user", on_remove="refuse", merge="review")
    reports_to: str | None = of.link(N_("Reports to"), to="contact", on_remove="clear")
    tags: str | None = of.tags(N_("Tags"), to="tag")
    family: str | None = of.text(N_("Family name"), key="family", personal=True)
    given: str | None = of.text(N_("Given name"), personal=True)
    salutation: str | None = of.text(N_("Form of address"), personal=True)
    sex: str | None = of.choice(N_("Sex"), choices=SEXES, personal=True)
    birthday: str | None = of.birthday(N_("Birthday"), group=COURTESY, personal=True)
    festivals: str | None = of.choices(N_("Festivals"), choices=FESTIVALS, words=MEANT, group=COURTESY)
    gift: str | None = of.choice(N_("Gift tier"), choices=GIFTS, words=TIERS, group=COURTESY)
    last_contact: str | None = of.time(N_("Last contact"), computed=True, prefer="past", never="first")
    note: str | None = of.longtext(N_("Note"), searched="text")
    merged_into: str | None = of.link(N_("Merged into"), to="contact", by="system", on_remove="refuse")
