"""A client: an organisation or a person, with the whole archive a small firm keeps."""

from crm_cli.i18n import N_
from crm_cli.records import record as of
from crm_cli.records.countries import NAMES

TYPES = {"organisation": N_("organisation"), "person": N_("person")}
ORGANISATIONS = {
    "company": N_("company"),
    "public": N_("public body"),
    "association": N_("association"),
    "household": N_("household"),
}
SIZES = {
    "micro": N_("under 10 people"),
    "small": N_("10 to 49 people"),
    "medium": N_("50 to 249 people"),
    "large": N_("250 people and more"),
}
LEVELS = {"A": "A", "B": "B", "C": "C"}
STATES = {"due": N_("due"), "critical": N_("critical")}  # when it is to be spoken to again
RELATIONS = {
    "prospect": N_("prospect"),
    "customer": N_("customer"),
    "partner": N_("partner"),
    "supplier": N_("supplier"),
    "competitor": N_("competitor"),
    "other": N_("other"),
}
LIFE_STAGES = {
    "potential": N_("potential"),
    "first": N_("first purchase"),
    "growing": N_("growing"),
    "mature": N_("mature"),
    "declining": N_("declining"),
    "lost": N_("churned"),
}
INVOICES = {
    "special": N_("special VAT invoice"),
    "ordinary": N_("ordinary VAT invoice"),
    "electronic": N_("electronic invoice"),
    "none": N_("no invoice"),
}
PARTNER_TIERS = {"gold": N_("gold"), "silver": N_("silver"), "bronze": N_("bronze")}
SEXES = {"male": N_("male"), "female": N_("female"), "other": N_("other")}
MARRIAGES = {
    "single": N_("single"),
    "married": N_("married"),
    "divorced": N_("divorced"),
    "widowed": N_("widowed"),
}
EDUCATIONS = {
    "primary": N_("primary school"),
    "secondary": N_("secondary school"),
    "vocational": N_("vocational"),
    "bachelor": N_("bachelor"),
    "master": N_("master"),
    "doctor": N_("doctorate"),
}
RESIDENCES = {"urban": N_("urban"), "rural": N_("rural")}
FESTIVALS = {
    "spring": N_("Spring Festival"),
    "dragon": N_("Dragon Boat Festival"),
    "autumn": N_("Mid-Autumn Festival"),
    "christmas": N_("Christmas"),
    "newyear": N_("New Year"),
    "lantern": N_("Lantern Festival"),
    "women": N_("Women's Day"),
    "labour": N_("Labour Day"),
    "qixi": N_("Qixi Festival"),
    "teachers": N_("Teachers' Day"),
    "national": N_("National Day"),
    "chongyang": N_("Double Ninth Festival"),
    "easter": N_("Easter"),
    "thanksgiving": N_("Thanksgiving"),
}
MEANT = {  # what people write for them beside their names
    "spring": "过年 新年 大年初一 chunjie", "dragon": "端午 duanwu dragonboat", "autumn": "中秋 八月十五 zhongqiu midautumn mid-autumn", "christmas": "圣诞 xmas weihnachten",
    "newyear": "新历年 阳历年 neujahr newyear's", "lantern": "元宵 上元节", "women": "妇女节 三八 三八节 女神节", "labour": "五一 五一节 劳动节 mayday", "qixi": "七夕 七夕节 乞巧节",
    "teachers": "教师节", "national": "国庆 十一", "chongyang": "重阳", "easter": "复活节 ostern", "thanksgiving": "感恩节",
}  # fmt: skip
GIFTS = {"A": "A", "B": "B", "C": "C", "none": N_("no gift")}
TIERS = {"A": "高 甲 high", "B": "中 乙 medium", "C": "低 丙 low", "none": "不送 无 no"}
ADDRESS, MONEY, PERSON, TRADE, INVOICE = N_("Address"), N_("Money"), N_("Person"), N_("Trade"), N_("Invoice")
COURTESY = N_("Courtesy")


@of.record("client")
class Client(of.Record):
    """An organisation or a person who buys, may buy, or bought."""

    name: str = of.text(N_("Name"), required=True, listed=True, searched="name", key="name,firm")
    type: str = of.choice(N_("Type"), choices=TYPES, default="organisation")
    short_name: str | None = of.text(N_("Short name"), searched="name")
    level: str | None = of.choice(N_("Level"), choices=LEVELS, open=True, listed=True, priced="manager")
    key_account: int = of.flag(N_("Key account"), default=0)
    industry: str | None = of.text(N_("Industry"), listed=True, searched="text")
    phone: str | None = of.phone(N_("Phone"), listed=True, searched="phone", key="phone", personal=True)
    other_phones: str | None = of.phones(N_("Other phones"), searched="phone", also="phone", personal=True)
    website: str | None = of.url(N_("Website"), searched="text", key="domain")
    email: str | None = of.email(N_("E-mail"), searched="email", key="email,domain", personal=True)
    other_emails: str | None = of.emails(N_("Other e-mails"), searched="email", also="email", personal=True)
    fax: str | None = of.phone(N_("Fax"))
    wechat: str | None = of.text(N_("WeChat"), searched="text", personal=True)
    owner: str | None = of.link(N_("Owner"), to="user", listed=True, on_remove="refuse", merge="review")
    coowner: str | None = of.link(N_("Co-owner"), to="user", on_remove="clear", merge="review")
    followers: str | None = of.links(N_("Followers"), to="user")
    team: str | None = of.link(N_("Team"), to="team", on_remove="clear")
    locked: int = of.flag(N_("Locked"), default=0)
    tags: str | None = of.tags(N_("Tags"), to="tag")
    relation: str | None = of.choice(N_("Relation"), choices=RELATIONS)
    life_stage: str | None = of.choice(N_("Life-cycle stage"), choices=LIFE_STAGES)
    source: str | None = of.text(N_("Source"))
    campaign: str | None = of.text(N_("Campaign"))
    last_contact: str | None = of.time(N_("Last contact"), computed=True, listed=True, prefer="past", never="first")
    next_step: str | None = of.time(N_("Next step"), computed=True)
    cadence: str | None = of.choice(N_("Contact cadence"), choices=STATES, computed=True)
    open_deals: int | None = of.number(N_("Open deals"), computed=True)
    country: str | None = of.choice(N_("Country"), choices=NAMES, open=True, group=ADDRESS)
    region: str | None = of.text(N_("Region"), group=ADDRESS, priced="manager")
    city: str | None = of.text(N_("City"), group=ADDRESS, searched="text")
    district: str | None = of.text(N_("District"), group=ADDRESS)
    address: str | None = of.text(N_("Address"), group=ADDRESS, searched="text", personal=True)
    postcode: str | None = of.text(N_("Postcode"), group=ADDRESS)
    organisation: str | None = of.choice(N_("Organisation type"), choices=ORGANISATIONS, group=TRADE)
    size: str | None = of.choice(N_("Size"), choices=SIZES, group=TRADE)
    employees: int | None = of.number(N_("Employees"), group=TRADE)
    revenue: int | None = of.money(N_("Annual revenue"), group=TRADE)
    founded: int | None = of.number(N_("Founded"), group=TRADE, plain=True)
    tax_id: str | None = of.text(N_("Tax id"), group=TRADE, searched="text", check="tax_id", key="tax")
    needs: str | None = of.choices(N_("Needs"), choices={}, open=True, group=TRADE)
    uses: str | None = of.text(N_("Similar product in use"), group=TRADE)
    uses_from: str | None = of.text(N_("Whose product it uses"), group=TRADE)
    parent: str | None = of.link(N_("Parent company"), to="client", on_remove="clear", group=TRADE)
    partner: str | None = of.link(N_("Partner"), to="client", on_remove="clear", group=TRADE)
    partner_tier: str | None = of.choice(N_("Partner tier"), choices=PARTNER_TIERS, open=True, group=TRADE)
    partner_share: int | None = of.percent(N_("Partner's share"), group=TRADE)
    referred_by: str | None = of.link(N_("Referred by"), to="client", on_remove="clear", group=TRADE)
    currency: str | None = of.text(N_("Currency"), group=MONEY, check="currency")
    credit_limit: int | None = of.money(N_("Credit limit"), group=MONEY, right="manager")
    credit_days: int | None = of.number(N_("Payment terms in days"), group=MONEY)
    invoice_title: str | None = of.text(N_("Invoice title"), group=INVOICE)
    invoice_tax_id: str | None = of.text(N_("Invoice tax id"), group=INVOICE, check="tax_id")
    invoice_address: str | None = of.text(N_("Invoice address"), group=INVOICE)
    invoice_phone: str | None = of.phone(N_("Invoice phone"), group=INVOICE)
    bank: str | None = of.text(N_("Bank"), group=INVOICE)
    bank_account: str | None = of.text(N_("Bank account"), group=INVOICE, personal=True)
    invoice_kind: str | None = of.choice(N_("Invoice kind"), choices=INVOICES, group=INVOICE)
    invoice_email: str | None = of.email(N_("Invoice e-mail"), group=INVOICE)
    family: str | None = of.text(N_("Family name"), group=PERSON, key="family", personal=True)
    given: str | None = of.text(N_("Given name"), group=PERSON, personal=True)
    title: str | None = of.text(N_("Job title"), group=PERSON)
    occupation: str | None = of.text(N_("Occupation"), group=PERSON)
    birthday: str | None = of.birthday(N_("Birthday"), group=PERSON, personal=True)
    festivals: str | None = of.choices(N_("Festivals"), choices=FESTIVALS, words=MEANT, group=COURTESY)
    gift: str | None = of.choice(N_("Gift tier"), choices=GIFTS, words=TIERS, group=COURTESY)
    sex: str | None = of.choice(N_("Sex"), choices=SEXES, group=PERSON, personal=True)
    marriage: str | None = of.choice(
        N_("Marital status"), choices=MARRIAGES, group=PERSON, personal=True, sensitive=True
    )
    ethnicity: str | None = of.text(N_("Ethnicity"), group=PERSON, personal=True, sensitive=True)
    education: str | None = of.choice(N_("Education"), choices=EDUCATIONS, group=PERSON, personal=True, sensitive=True)
    residence: str | None = of.choice(N_("Residence"), choices=RESIDENCES, group=PERSON, personal=True, sensitive=True)
    income: str | None = of.text(N_("Income band"), group=PERSON, personal=True, sensitive=True)
    since: str | None = of.date(N_("Client since"), prefer="past")
    note: str | None = of.longtext(N_("Note"), searched="text")
    merged_into: str | None = of.link(N_("Merged into"), to="client", by="system", on_remove="refuse")
