"""What others call our fields, in the headers of their files: in English, Chinese and German. Words only; signs, case and spaces do not count."""

DAYS_MADE = "created at|created on|created time|created date|create date|date created|创建日期|创建时间|建档日期|录入日期|录入时间|angelegt am|erstellt am|erstelldatum"
PHONES = "tel|telephone|phone number|mobile|mobile phone|cell|cell phone|手机|手机号|手机号码|电话|电话号码|固话|座机|telefon|telefonnummer|tel.|mobil|handy|mobiltelefon"
MAILS = "mail|email address|e-mail address|邮箱|电子邮箱|电子邮件|邮件|邮箱地址|e-mail-adresse|emailadresse|mailadresse"
NOTES = "notes|description|comment|comments|remark|remarks|备注|说明|bemerkung|bemerkungen|notiz|notizen|anmerkung|beschreibung"
FIRMS = (
    "account|account name|company|company name|organization|organization name|organisation|customer|customer name|"
    "客户|客户名|客户名称|客户全称|公司|公司名称|公司全称|企业名称|单位|单位名称|firma|firmenname|kunde|kundenname|unternehmen"
)
OWNERS = "负责人|业务员|销售|销售员|跟进人|zuständig|betreuer|bearbeiter|verantwortlich|vertriebsmitarbeiter"
FAMILY, GIVEN = "last name|surname|姓|nachname|familienname", "first name|given name|名字|vorname"
STREET = "street|street address|address line 1|地址|详细地址|联系地址|通讯地址|straße|strasse|adresse|anschrift"
REGION = "state|province|county|省|省份|bundesland"
POSTCODE = "zip|zip code|postal code|邮编|邮政编码|plz|postleitzahl"
TITLE = "job title|position|职务|职位|岗位|funktion|berufsbezeichnung"

PAPER = "document number|document no|单据编号|单据号|单号|belegnummer"
OF_LINES = {
    "product": "item|article|product name|product code|sku|产品名称|品名|名称|货品|货号|型号|商品|artikel|produkt|artikelnummer",
    "text": "description|说明|描述|备注|摘要|内容|beschreibung|bezeichnung|bemerkung", "quantity": "qty|count|件数|台数|menge|anzahl",
    "unit": "uom|计量单位|einheit", "price": "unit price|sales price|net price|单价|售价|报价|不含税单价|preis|einzelpreis|stückpreis",
    "per": "price unit|计价数量|preiseinheit", "discount": "discount %|折扣率|优惠|rabatt", "off": "money off|优惠金额|减免|nachlass",
    "rate": "tax|vat|tax rate|税点|mwst|ust|steuersatz",
}  # fmt: skip
ALIASES: dict[str, dict[str, str]] = {
    "quote": {"number": f"{PAPER}|quote number|quote no|quotation no|报价单号|报价编号|报价单编号|angebotsnummer|angebot nr"},
    "order": {"number": f"{PAPER}|order number|order no|so number|订单号|订单编号|销售单号|auftragsnummer|auftrag nr"},
    "invoice": {"number": f"{PAPER}|invoice number|invoice no|发票编号|账单号|rechnungsnummer|rechnung nr", "official": "发票号码|数电票号码|数电票号"},
    "quoteline": OF_LINES,
    "orderline": OF_LINES,
    "invoiceline": OF_LINES,
    "client": {
        "name": FIRMS, "short_name": "简称|客户简称|公司简称|kurzname",
        "industry": "sector|industry sector|行业|所属行业|行业类别|branche", "founded": "year established|founded in|成立|成立年份|成立时间|gründungsjahr",
        "parent": "subsidiary of|parent account|parent company|母公司|上级公司|muttergesellschaft",
        "phone": f"{PHONES}|联系电话|联系方式", "email": MAILS, "fax": "fax number|传真|传真号|telefax",
        "level": "grade|rating|等级|客户等级|客户级别|级别|stufe|kategorie", "created": DAYS_MADE,
        "country": "office location|国家|land", "region": REGION, "city": "town|城市|市|所在城市|ort|stadt", "postcode": POSTCODE, "address": STREET,
        "district": "区|区县|stadtteil", "owner": f"account owner|company owner|客户经理|{OWNERS}", "source": "lead source|来源|客户来源|herkunft|quelle",
        "website": "url|web|homepage|web site|网站|官网|网址|internet|webseite", "note": NOTES, "relation": "account type|客户类型|kundentyp",
        "family": FAMILY, "given": GIVEN, "employees": "number of employees|headcount|员工人数|员工数|人数|mitarbeiter|mitarbeiterzahl",
        "revenue": "年收入|营业额|年营业额|umsatz|jahresumsatz", "since": "customer since|client since|合作日期|合作时间|kunde seit",
        "tax_id": "tax number|vat|vat id|vat number|税号|纳税人识别号|统一社会信用代码|社会信用代码|信用代码|ust-id|ust-idnr|umsatzsteuer-id|steuernummer",
        "bank": "开户行|开户银行", "bank_account": "iban|银行账号|银行账户|银行帐号|账号|帐号|对公账号|kontonummer|bankkonto",
        "invoice_title": "开票名称|发票抬头", "credit_days": "payment terms|账期|zahlungsziel", "credit_limit": "信用额度|授信额度|kreditlimit",
        "wechat": "微信|微信号", "birthday": "date of birth|生日|出生日期|geburtstag|geburtsdatum", "title": TITLE,
    },
    "holiday": {
        "start": "date|day|from|日期|开始|开始日期|起始日期|放假日期|datum|tag|von", "end": "to|until|结束|结束日期|截止日期|bis",
        "name": "holiday|holiday name|节日|节日名称|假日名称|节假日|节假日名称|feiertag", "kind": "type|类型|性质|is off day|isoffday|是否放假|是否休息|art", "note": NOTES,
    },
    "contact": {
        "name": "contact|contact name|full name|联系人|联系人姓名|姓名|kontakt|kontaktname|ansprechpartner|vollständiger name", "client": f"{FIRMS}|所属客户|所属公司",
        "phone": f"{PHONES}|联系电话|联系方式", "email": MAILS, "fax": "fax number|传真|telefax", "family": FAMILY, "given": GIVEN, "title": TITLE,
        "department": "部门|abteilung", "created": DAYS_MADE, "owner": f"contact owner|{OWNERS}", "note": NOTES, "wechat": "微信|微信号",
        "birthday": "date of birth|生日|出生日期|geburtstag|geburtsdatum", "salutation": "称呼|尊称|anrede", "sex": "gender|性别|geschlecht",
        "reports_to": "上级|直属上级",
    },
    "lead": {
        "name": "lead|lead name|full name|contact name|线索|线索名称|姓名|联系人|联系人姓名|客户姓名|interessent", "company": FIRMS,
        "phone": f"{PHONES}|联系电话|联系方式", "email": MAILS, "family": FAMILY, "given": GIVEN, "title": TITLE, "created": DAYS_MADE,
        "owner": f"lead owner|{OWNERS}", "status": "lead status|状态|线索状态|跟进状态", "source": "lead source|来源|线索来源|客户来源|渠道|herkunft|quelle",
        "website": "url|web|homepage|web site|网站|官网|网址|webseite", "industry": "sector|行业|所属行业|branche", "note": NOTES,
        "country": "国家|land", "region": REGION, "city": "town|城市|ort|stadt", "postcode": POSTCODE, "address": STREET, "wechat": "微信|微信号",
        "reason": "lost reason|unqualified reason|disqualification reason|放弃原因|无效原因|流失原因",
        "interest": "product interest|interested in|意向产品|interesse", "campaign": "lead campaign|活动名称|kampagne", "amount": "annual revenue|预计金额",
        "converted": "is converted|converted at|converted date|converted time|conversion date|已转化|是否转化|转化时间|转化日期",
        "client": "converted account|converted account id|converted company", "contact": "converted contact|converted contact id",
        "opportunity": "converted opportunity|converted opportunity id|converted deal|converted deal id|converted potential|converted potential id",
    },
    "opp": {
        "name": "opportunity|opportunity name|deal|deal name|deal title|potential name|subject|title|商机|商机名称|项目|项目名称|verkaufschance|projekt",
        "client": f"{FIRMS}|所属客户", "created": DAYS_MADE,
        "owner": f"sales agent|agent|rep|sales rep|salesperson|deal owner|potential owner|opportunity owner|{OWNERS}",
        "stage": "deal stage|sales stage|阶段|销售阶段|商机阶段|phase", "amount": "value|deal value|amount expected|金额|预计金额|商机金额|betrag|wert|auftragswert",
        "closed_amount": "close value|closed value|成交金额|赢单金额", "began": "engage date|start date|begin date|开始日期",
        "closed": "close date|closing date|closed date|成交日期|关闭日期|abschlussdatum", "note": NOTES,
        "close": "expected close date|预计成交日期|预计成交时间|预计签单日期|erwarteter abschluss", "source": "lead source|来源", "probability": "赢率|成交概率|wahrscheinlichkeit",
    },
    "product": {
        "name": "product|product name|产品|产品名称|produkt|artikel|produktname", "price": "sales price|unit price|list price|单价|价格|标准价|preis|listenpreis|einzelpreis",
        "family": "series|category|product category|系列|类别|产品类别|warengruppe|kategorie", "code": "product code|sku|货号|产品编码|编码|型号|artikelnummer|artikel-nr",
        "active": "product active|是否启用|aktiv", "unit": "usage unit|单位|计量单位|einheit", "note": NOTES,
    },
    "pricebook": {"name": "price book|price list|价目表|价格表|价格本|preisliste", "level": "客户级别|级别|等级", "region": "地区|区域|省份", "note": NOTES},
    "price": {
        "pricebook": "price book|price list|book|list|价目表|价格表|价格本|preisliste", "product": "product name|product code|item|sku|产品|产品名称|货号|型号|编码|artikel|artikelnummer",
        "quantity": "quantity|min quantity|minimum quantity|min qty|moq|qty|起订量|数量|起始数量|数量档|阶梯|menge|ab menge|staffel",
        "price": "unit price|sales price|net price|价格|单价|preis|einzelpreis", "floor": "floor|minimum price|底价|最低价|mindestpreis",
        "start": "start|from|valid from|start date|开始|开始日期|生效日期|有效期从|ab|gültig ab", "end": "end|to|until|valid to|valid until|结束|结束日期|失效日期|有效期至|bis|gültig bis",
        "per": "per|price unit|计价数量|preiseinheit",
    },
    "component": {"product": "bundle|kit|组合|套装|母件", "part": "part|item|component|部件|子件|配件", "quantity": "qty|数量|用量|menge"},
    "user": {
        "name": "sales agent|agent|user|user name|employee|salesperson|full name|员工|姓名|用户|benutzer|mitarbeiter",
        "team": "regional office|office|department|branch|部门|abteilung", "email": MAILS, "phone": PHONES, "manager": "supervisor|上级|经理|vorgesetzter",
    },
    "team": {"name": "team|regional office|office|department|部门|团队|abteilung", "leader": "manager|负责人|leiter"},
    "activity": {
        "at": "date|time|date time|activity date|日期|时间|跟进时间|跟进日期|拜访日期|datum|zeit|zeitpunkt", "kind": "type|activity type|类型|跟进方式|方式|art|typ",
        "text": "note|notes|subject|description|content|comments|内容|跟进内容|跟进记录|备注|betreff|inhalt|notiz|text",
        "owner": f"user|by|assigned to|跟进人员|{OWNERS}", "author": "author|created by|记录人|创建人|录入人|erstellt von", "created": DAYS_MADE, "minutes": "duration|时长|dauer",
        "client": f"{FIRMS}|所属客户", "contact": "contact|contact name|联系人|ansprechpartner", "opportunity": "deal|opportunity|商机|verkaufschance",
    },
    "task": {"text": "task|subject|title|任务|内容|aufgabe|betreff", "due": "due date|deadline|截止日期|到期日|fällig|fällig am", "owner": f"assigned to|{OWNERS}"},
    "tag": {"name": "tag|标签|schlagwort"},
}  # fmt: skip


def alias(noun: str, header: str) -> str | None:
    """The field that others call so."""
    plain = header.strip().casefold()
    return next((name for name, words in ALIASES[noun].items() if plain in words.split("|")), None)


COMPANIONS = {  # columns of a list of clients that tell of a person there
    "contact.name": "contact|contact name|contact person|primary contact|main contact|联系人|联系人姓名|主要联系人|首要联系人|ansprechpartner|kontakt|kontaktperson",
    "contact.phone": "contact phone|contact mobile|contact phone number|contact tel|联系电话|联系方式|联系人电话|联系人手机|手机|手机号|手机号码|mobile|mobile phone"
    "|telefon ansprechpartner|mobil|handy",
    "contact.email": "contact email|contact e-mail|contact mail|联系邮箱|联系人邮箱|e-mail ansprechpartner",
    "contact.title": f"contact title|contact job title|联系人职务|联系人职位|{TITLE}",
    "contact.wechat": "contact wechat|联系人微信",
    "contact.department": "contact department|联系人部门",
}  # fmt: skip
OTHER_NAMES = {
    "client": ("account", "customer", "company", "organization"), "contact": ("person",), "lead": (), "opp": ("opportunity", "deal", "potential"),
    "user": ("owner", "employee", "agent"), "activity": ("event",), "product": (), "task": (),
}  # fmt: skip
