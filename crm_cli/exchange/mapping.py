"""Says which column of a file is which field: by its name in either language, by what others call it, or as it is told."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crm_cli.errors import Invalid, Word
from crm_cli.i18n import N_, every
from crm_cli.records import filters
from crm_cli.records.record import Field
from crm_cli.records.registry import NOUNS
from crm_cli.workspace import Workspace

EXTERNAL = "external"
CLOSED_AMOUNT = "closed_amount"
STAGE_DATE = "stage:"
OWN_COLUMNS = ("line", "reason")  # what a file of refused rows has more
OUR_OWN = ("id", "merged_into")
DAYS_MADE = "created at|created on|date created|创建日期|建档日期|录入日期|录入时间"
ALIASES: dict[str, dict[str, str]] = {
    "client": {
        "name": "account|account name|company|company name|organization|organization name|customer|customer name|客户|客户名|客户名称|客户全称|公司|公司名称|公司全称|企业名称|单位|单位名称",
        "industry": "sector|industry sector|所属行业|行业类别", "founded": "year established|founded in|成立|成立年份|成立时间", "parent": "subsidiary of|parent account",
        "phone": "tel|telephone|phone number|mobile|手机|手机号|手机号码|电话号码|联系电话|联系方式", "email": "mail|email address|邮箱|电子邮箱",
        "level": "grade|等级|客户等级|客户级别", "created": DAYS_MADE, "country": "office location", "region": "state|province|省|省份", "postcode": "zip|zip code|postal code|邮编",
        "owner": "account owner|负责人|业务员|销售", "source": "lead source|客户来源", "website": "url|web|homepage|网站|官网",
        "address": "street|地址", "note": "notes|description|comment|comments|备注", "relation": "account type",
        "family": "last name|surname", "given": "first name", "employees": "number of employees|员工人数", "revenue": "年收入|营业额|年营业额",
    },
    "contact": {
        "name": "contact|contact name|full name|联系人|联系人姓名|姓名", "client": "account|account name|company|company name|organization|customer|公司|公司名称|客户名称|所属客户|单位|单位名称",
        "phone": "tel|telephone|phone number|mobile|mobile phone|手机|手机号|手机号码|电话号码|联系电话|联系方式", "email": "mail|email address|邮箱|电子邮箱",
        "family": "last name|surname", "given": "first name", "title": "job title|position|职务|职位", "created": DAYS_MADE, "owner": "contact owner|负责人",
        "note": "notes|description|comments|备注",
    },
    "opp": {
        "name": "opportunity|opportunity name|deal|deal name|potential name|subject|商机|商机名称|项目|项目名称", "client": "account|account name|company|customer|公司|公司名称|客户名称|所属客户", "created": DAYS_MADE,
        "owner": "sales agent|agent|rep|sales rep|salesperson|deal owner|potential owner|opportunity owner|负责人|业务员|销售",
        "stage": "deal stage|sales stage|阶段|销售阶段|商机阶段", "amount": "value|deal value|amount expected|金额|预计金额|商机金额", CLOSED_AMOUNT: "close value|closed value|成交金额|赢单金额",
        "began": "engage date|start date|begin date|开始日期", "closed": "close date|closing date|closed date|成交日期|关闭日期",
        "close": "expected close date|预计成交日期|预计成交时间|预计签单日期", "note": "notes|description|comments|备注", "source": "lead source",
    },
    "product": {
        "name": "product|product name|产品|产品名称", "price": "sales price|unit price|list price|单价|价格", "family": "series|category|product category|系列|类别",
        "code": "product code|sku|货号|产品编码", "active": "product active",
    },
    "user": {"name": "sales agent|agent|user|user name|employee|salesperson|full name|员工|姓名", "team": "regional office|office|department|branch|部门", "email": "mail|email address|邮箱", "manager": "supervisor|上级|经理"},
    "team": {"name": "team|regional office|office|department|部门|团队", "leader": "manager|负责人"},
    "activity": {"at": "date|time|日期|时间", "kind": "type|类型", "text": "note|notes|subject|description|content|内容|备注", "owner": "user|by|跟进人", "minutes": "duration"},
    "task": {"text": "task|subject|title|任务|内容", "due": "due date|deadline|截止日期", "owner": "assigned to|负责人"},
    "tag": {"name": "tag|标签"},
}  # fmt: skip
OTHER_NAMES = {
    "client": ("account", "customer", "company", "organization"), "contact": ("person",), "opp": ("opportunity", "deal", "potential"),
    "user": ("owner", "employee", "agent"), "activity": ("event",), "product": (), "task": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """What a column is for: a field, a field of the linked record when that is new (``path`` of two), an external id, or the day of a stage."""

    what: str
    path: tuple[Field, ...] = ()
    stage: str = ""

    @property
    def field(self) -> Field:
        return self.path[-1]

    @property
    def name(self) -> str:
        return ".".join(field.name for field in self.path) or (STAGE_DATE + self.stage if self.stage else self.what)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file by its place, and one thing it is for."""

    header: str
    place: int
    target: Target


@dataclass(frozen=True)
class Layout:
    """Which columns are for what, which are left out because told so, which nobody knows, and which this base does not show."""

    columns: tuple[Column, ...]
    ignored: tuple[str, ...]
    unknown: tuple[str, ...]
    hidden: tuple[str, ...] = ()

    def fields(self) -> dict[str, Column]:
        """The columns that feed a field of the record itself."""
        return {c.target.field.name: c for c in self.columns if c.target.what == "field" and len(c.target.path) == 1}

    def external(self) -> Column | None:
        """The column of the external id."""
        return next((column for column in self.columns if column.target.what == EXTERNAL), None)

    def of(self, what: str) -> list[Column]:
        """The columns for that."""
        return [column for column in self.columns if column.target.what == what]


def settle(crm: Workspace, noun: str, headers: Sequence[str], given: Iterable[str] = ()) -> Layout:
    """Each header by what was told (``HEADER=FIELD``), else by its own name; the first that feeds a field has it."""
    told = _told(headers, given)
    columns: list[Column] = []
    unknown: list[str] = []
    hidden: list[str] = []
    taken: set[str] = set()
    for header in sorted(headers, key=lambda header: header not in told):
        wanted = told[header] if header in told else _guessed(crm, noun, header)
        places = [Column(header, headers.index(header), target(crm, noun, name)) for name in wanted]
        shown = [column for column in places if not any(map(crm.hides, column.target.path))]
        if len(shown) < len(places):
            hidden.append(header)
            places = shown
        fresh = [column for column in places if column.target.name not in taken]
        if header in told and len(fresh) < len(places):
            raise Invalid(
                N_("two columns are for {name}"), name=places[0].target.name, hint=N_("--map HEADER= leaves one out")
            )
        if not fresh and header not in (*told, *hidden) and header.casefold() not in OWN_COLUMNS:
            unknown.append(header)
        taken |= {column.target.name for column in fresh}
        columns += fresh
    ignored = tuple(header for header in headers if header in told and not told[header])
    in_order = sorted(columns, key=lambda column: column.place)
    return Layout(tuple(in_order), ignored, tuple(unknown), tuple(hidden))


def target(crm: Workspace, noun: str, name: str) -> Target:
    """What a name after ``=`` in --map stands for."""
    if name == EXTERNAL:
        return Target(EXTERNAL)
    if noun == "opp" and name == CLOSED_AMOUNT:
        return Target(CLOSED_AMOUNT)
    if noun == "opp" and name.startswith(STAGE_DATE):
        return Target("stage", stage=name.removeprefix(STAGE_DATE))
    path = filters.find_path(noun, name, crm)
    last = path[-1]
    if last.facets.get("computed") or last.name in OUR_OWN:
        raise Invalid(N_("{field} cannot be imported"), field=Word(last.label))
    if len(path) > 2:
        raise Invalid(N_("“{name}” reaches too far; one link is as far as it goes"), name=name)
    if len(path) == 2 and last.name == "name":
        path = path[:1]
    return Target("field", path)


def _told(headers: Sequence[str], given: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    known = {_plain(header): header for header in headers}
    for text in given:
        header, equals, names = text.rpartition("=")
        if not equals:
            raise Invalid(N_("“{text}” is no mapping"), hint="--map HEADER=FIELD", text=text)
        if _plain(header) not in known:
            raise Invalid(
                N_("the file has no column “{name}”"), hint=N_("one of {known}"), name=header, known=", ".join(headers)
            )
        found[known[_plain(header)]] = [name.strip() for name in names.split(",") if name.strip()]
    return found


def _guessed(crm: Workspace, noun: str, header: str) -> list[str]:
    """The field that a header names, if one does."""
    plain = _plain(header)
    for words in (_named(crm, noun), _aliases(noun)):
        if plain in words:
            return [words[plain]]
    if "." in header:
        link, _dot, rest = header.partition(".")
        field = crm.fields(noun).get(next(iter(_guessed(crm, noun, link)), ""))
        inner = _guessed(crm, field.to, rest) if field and field.kind == "link" else []
        return [f"{field.name}.{inner[0]}"] if field and inner else []
    return [EXTERNAL] if plain in _external_names(noun) else _linked_by_id(crm, noun, plain)


def _named(crm: Workspace, noun: str) -> Mapping[str, str]:
    fields = [f for f in crm.fields(noun).values() if not f.facets.get("computed") and f.name not in OUR_OWN]
    return {_plain(word): f.name for f in reversed(fields) for word in (*every(f.label), f.name)}


def _aliases(noun: str) -> Mapping[str, str]:
    return {_plain(word): field for field, words in ALIASES.get(noun, {}).items() for word in words.split("|")}


def _external_names(noun: str) -> set[str]:
    own = (noun, *NOUNS[noun].aliases, *OTHER_NAMES.get(noun, ()))
    return {"id", "externalid", "recordid", "外部编号", *(_plain(f"{name} id") for name in own)}


def _linked_by_id(crm: Workspace, noun: str, plain: str) -> list[str]:
    """``Account Id`` names the client by its number in the other system."""
    found = {**_aliases(noun), **_named(crm, noun)}
    name = found.get(plain.removesuffix("id")) if plain.endswith("id") else None
    return [name] if name and crm.fields(noun)[name].kind == "link" else []


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", header).casefold()
