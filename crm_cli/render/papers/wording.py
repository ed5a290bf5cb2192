"""The words of papers in the languages of their readers, which are not those of the program; a firm's own go before them."""

from collections.abc import Mapping

from crm_cli.records.countries import COUNTRIES

ZH: Mapping[str, str] = {
    "quote": "报价单", "order": "销售订单", "delivery": "送货单", "return": "退货单", "submitted": "未经审批", "cancelled": "已取消", "superseded": "已被新版本取代", "number": "编号", "version": "版本", "date": "日期",
    "valid": "有效期至", "due": "约定交货", "subject": "主题", "order_number": "订单号", "theirs": "贵方订单号", "carrier": "承运", "tracking": "运单号", "contact": "经办人", "to": "致",
    "position": "序号", "item": "名称", "code": "型号", "quantity": "数量", "unit": "单位", "price": "单价", "discount": "折扣", "rate": "税率", "amount": "金额", "amount_taxed": "含税金额",
    "price_taxed": "含税单价", "ordered": "订购数量", "option": "选配，不计入合计", "per": "/{n}", "off": "减 {amount}", "charge": "加 {amount}", "sum": "小计", "rebate": "整单折扣 {share}", "net": "不含税合计",
    "vat": "增值税 {rate}（税基 {net}）", "total": "合计", "total_taxed": "价税合计", "contained": "其中增值税 {rate}（税基 {net}）", "capitals": "大写金额", "zero": "零税率", "exempt": "免税", "untaxed": "不征税",
    "reverse": "反向征收", "reverse_note": "增值税由买方缴纳（反向征收）。卖方税号：{seller}；买方税号：{buyer}。", "payment": "付款条件", "delivery_terms": "交货条件", "note": "备注", "address": "送货地址", "invoice": "开票信息",
    "title": "抬头", "tax_id": "税号", "invoice_address": "地址", "phone": "电话", "bank": "开户行", "account": "账号", "iban": "IBAN", "bic": "BIC", "bank_data": "收款账户", "email": "邮箱", "website": "网址",
    "page": "第 {page} 页，共 {pages} 页", "signed_seller": "卖方（签章）", "signed_buyer": "买方（签章）", "received": "收货人（签字）", "handed": "送货人（签字）", "colon": "：", "comma": "、",
    "opening.quote": "感谢您的询价，现报价如下：", "opening.order": "感谢惠顾，兹确认贵方订单如下：", "opening.delivery": "以下货物已发出，请查收：", "opening.return": "以下货物已退回：",
    "closing": "顺颂商祺！", "dear_all": "您好：", "dear": "尊敬的{name}：", "mr": "先生", "ms": "女士", "register": "登记号",
    "plan": "付款计划", "plan_when": "付款条件", "plan_due": "到期日", "plan_share": "比例", "retention": "质保金", "month": "{n}个月", "months": "{n}个月", "day": "{n}天", "days": "{n}天", "and": "零",
    "on.signed": "签订后", "on.before": "发货前", "on.delivered": "交货后", "on.invoiced": "开票后", "on.accepted": "验收后", "on.date": "按日期",
    "after.signed": "签订后{time}", "after.delivered": "交货后{time}", "after.invoiced": "开票后{time}", "after.accepted": "验收后{time}",
}  # fmt: skip
EN: Mapping[str, str] = {
    "quote": "Quotation", "order": "Order confirmation", "delivery": "Delivery note", "return": "Return note", "submitted": "Not yet approved", "cancelled": "Cancelled", "superseded": "Superseded", "number": "Number", "version": "Version", "date": "Date",
    "valid": "Valid until", "due": "Delivery promised", "subject": "Subject", "order_number": "Order", "theirs": "Your order", "carrier": "Carrier", "tracking": "Tracking number", "contact": "Your contact", "to": "To",
    "position": "No.", "item": "Description", "code": "Code", "quantity": "Quantity", "unit": "Unit", "price": "Price", "discount": "Discount", "rate": "Tax", "amount": "Amount", "amount_taxed": "Amount incl. tax",
    "price_taxed": "Price incl. tax", "ordered": "Ordered", "option": "Option, not in the total", "per": "per {n}", "off": "less {amount}", "charge": "plus {amount}", "sum": "Sum", "rebate": "Discount {share}", "net": "Net",
    "vat": "VAT {rate} on {net}", "total": "Total", "total_taxed": "Total incl. VAT", "contained": "of which VAT {rate} on {net}", "capitals": "Amount in Chinese capitals", "zero": "zero-rated", "exempt": "exempt", "untaxed": "not taxable",
    "reverse": "reverse charge", "reverse_note": "Reverse charge: VAT is to be accounted for by the recipient. VAT id of the seller: {seller}; of the buyer: {buyer}.", "payment": "Terms of payment", "delivery_terms": "Terms of delivery", "note": "Note", "address": "Delivery address", "invoice": "Invoice data",
    "title": "Billed to", "tax_id": "Tax id", "invoice_address": "Address", "phone": "Phone", "bank": "Bank", "account": "Account", "iban": "IBAN", "bic": "BIC", "bank_data": "Bank account", "email": "E-mail", "website": "Web",
    "page": "Page {page} of {pages}", "signed_seller": "For the seller", "signed_buyer": "For the buyer", "received": "Received by", "handed": "Handed over by", "colon": ": ", "comma": ", ",
    "opening.quote": "Thank you for your enquiry. We are pleased to offer:", "opening.order": "Thank you for your order, which we confirm as follows:", "opening.delivery": "We have sent you:", "opening.return": "We have taken back:",
    "closing": "Kind regards", "dear_all": "Dear Sir or Madam,", "dear": "Dear {name},", "mr": "Mr", "ms": "Ms", "register": "Register",
    "plan": "Payment plan", "plan_when": "Due", "plan_due": "Date", "plan_share": "Share", "retention": "Retention", "month": "1 month", "months": "{n} months", "day": "1 day", "days": "{n} days", "and": " and ",
    "on.signed": "on signing", "on.before": "before delivery", "on.delivered": "on delivery", "on.invoiced": "on invoice", "on.accepted": "on acceptance", "on.date": "on the day",
    "after.signed": "{time} after signing", "after.delivered": "{time} after delivery", "after.invoiced": "{time} after the invoice", "after.accepted": "{time} after acceptance",
}  # fmt: skip
DE: Mapping[str, str] = {
    "quote": "Angebot", "order": "Auftragsbestätigung", "delivery": "Lieferschein", "return": "Rücknahmeschein", "submitted": "Noch nicht freigegeben", "cancelled": "Storniert", "superseded": "Ersetzt", "number": "Nummer", "version": "Version", "date": "Datum",
    "valid": "Gültig bis", "due": "Liefertermin", "subject": "Betreff", "order_number": "Auftrag", "theirs": "Ihre Bestellung", "carrier": "Spedition", "tracking": "Sendungsnummer", "contact": "Ihr Kontakt", "to": "An",
    "position": "Pos.", "item": "Bezeichnung", "code": "Artikel", "quantity": "Menge", "unit": "Einheit", "price": "Preis", "discount": "Rabatt", "rate": "USt.", "amount": "Betrag", "amount_taxed": "Betrag brutto",
    "price_taxed": "Preis brutto", "ordered": "Bestellt", "option": "Option, nicht in der Summe", "per": "je {n}", "off": "abzüglich {amount}", "charge": "zuzüglich {amount}", "sum": "Zwischensumme", "rebate": "Rabatt {share}", "net": "Nettobetrag",
    "vat": "USt. {rate} auf {net}", "total": "Gesamtbetrag", "total_taxed": "Gesamtbetrag brutto", "contained": "darin USt. {rate} auf {net}", "capitals": "Betrag in chinesischen Großziffern", "zero": "Nullsatz", "exempt": "steuerfrei", "untaxed": "nicht steuerbar",
    "reverse": "Reverse Charge", "reverse_note": "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge). USt-IdNr. des Verkäufers: {seller}; des Käufers: {buyer}.", "payment": "Zahlungsbedingungen", "delivery_terms": "Lieferbedingungen", "note": "Hinweis", "address": "Lieferanschrift", "invoice": "Rechnungsdaten",
    "title": "Rechnung an", "tax_id": "USt-IdNr.", "invoice_address": "Anschrift", "phone": "Telefon", "bank": "Bank", "account": "Konto", "iban": "IBAN", "bic": "BIC", "bank_data": "Bankverbindung", "email": "E-Mail", "website": "Web",
    "page": "Seite {page} von {pages}", "signed_seller": "Für den Verkäufer", "signed_buyer": "Für den Käufer", "received": "Ware erhalten", "handed": "Ware übergeben", "colon": ": ", "comma": ", ",
    "opening.quote": "vielen Dank für Ihre Anfrage. Gerne bieten wir Ihnen an:", "opening.order": "vielen Dank für Ihren Auftrag, den wir wie folgt bestätigen:", "opening.delivery": "wir haben an Sie geliefert:", "opening.return": "wir haben zurückgenommen:",
    "closing": "Mit freundlichen Grüßen", "dear_all": "Sehr geehrte Damen und Herren,", "dear": "Guten Tag {name},", "mr": "Sehr geehrter Herr {name},", "ms": "Sehr geehrte Frau {name},", "register": "Handelsregister",
    "plan": "Zahlungsplan", "plan_when": "Fällig", "plan_due": "Datum", "plan_share": "Anteil", "retention": "Gewährleistungseinbehalt", "month": "1 Monat", "months": "{n} Monate", "day": "1 Tag", "days": "{n} Tage", "and": " und ",
    "on.signed": "bei Auftragserteilung", "on.before": "vor Lieferung", "on.delivered": "bei Lieferung", "on.invoiced": "bei Rechnungsstellung", "on.accepted": "bei Abnahme", "on.date": "zum Datum",
    "after.signed": "{time} nach Auftragserteilung", "after.delivered": "{time} nach Lieferung", "after.invoiced": "{time} nach Rechnungsstellung", "after.accepted": "{time} nach Abnahme",
}  # fmt: skip
WORDS: Mapping[str, Mapping[str, str]] = {"zh_CN": ZH, "en": EN, "de": DE}
LANDS: Mapping[str, Mapping[str, str]] = {
    "zh_CN": {"CN": "中国", "TW": "台湾", "HK": "香港", "DE": "德国", "AT": "奥地利", "CH": "瑞士", "GB": "英国", "US": "美国", "FR": "法国", "JP": "日本"},
    "en": {code: country.name for code, country in COUNTRIES.items()},
    "de": {
        "CN": "China", "TW": "Taiwan", "HK": "Hongkong", "DE": "Deutschland", "AT": "Österreich", "CH": "Schweiz", "GB": "Vereinigtes Königreich", "US": "USA",
        "FR": "Frankreich", "JP": "Japan",
    },
}  # fmt: skip
"""What countries are called by the code that the archive keeps; another is printed as it was written."""
