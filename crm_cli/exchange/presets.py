"""What other systems call the columns of their exports: data, known again by the headers that only they have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from crm_cli.errors import Invalid
from crm_cli.exchange.mapping import plain
from crm_cli.i18n import N_
from crm_cli.records.registry import NOUNS

NONE = "none"
RELATIONS = {
    "Customer - Direct": "customer", "Customer - Channel": "customer", "Channel Partner / Reseller": "partner", "Installation Partner": "partner",
    "Technology Partner": "partner", "Analyst": "other", "Distributor": "partner", "Integrator": "partner", "Investor": "other", "Press": "other",
    "Reseller": "partner", "Vendor": "supplier",
}  # fmt: skip
ACTS = {
    "Meeting": "visit", "Lunch": "visit", "Task": "other", "Deadline": "other", "NOTE": "note", "CALL": "call", "EMAIL": "email", "MEETING": "visit",
    "Email": "email", "Event": "visit",
}  # fmt: skip
QUOTED = {
    "Draft": "draft", "Negotiation": "sent", "Delivered": "sent", "On Hold": "sent", "Confirmed": "accepted", "Closed Won": "accepted",
    "Closed Lost": "rejected",
}  # fmt: skip


@dataclass(frozen=True)
class Preset:
    """``signature`` are headers that tell such a file from all others; ``fields`` say which headers feed a field, several being joined."""

    signature: str
    fields: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    left_out: str = ""

    def maps(self, headers: Sequence[str]) -> dict[str, str]:
        """For each header of the file that the preset knows the fields it feeds; empty where it is left out."""
        known = {plain(header): header for header in headers}
        found = dict.fromkeys((known[plain(word)] for word in self.left_out.split("|") if plain(word) in known), "")
        for name, words in self.fields.items():
            for header in (known[plain(word)] for word in words.split("|") if plain(word) in known):
                found[header] = f"{found[header]},{name}" if found.get(header) else name
        return found


PRESETS: dict[str, dict[str, Preset]] = {
    "salesforce": {
        "client": Preset(
            "BillingStreet|BillingCity|OwnerId",
            {
                "external": "Id|Account ID", "name": "Name|Account Name", "relation": "Type", "address": "BillingStreet", "city": "BillingCity", "region": "BillingState",
                "postcode": "BillingPostalCode", "country": "BillingCountry", "phone": "Phone", "fax": "Fax", "website": "Website", "industry": "Industry",
                "revenue": "AnnualRevenue", "employees": "NumberOfEmployees", "note": "Description", "owner": "OwnerId", "parent": "ParentId", "created": "CreatedDate",
                "level": "Rating", "source": "AccountSource",
            },
            values={"Type": RELATIONS}, left_out="IsDeleted|MasterRecordId|SystemModstamp|LastModifiedDate|LastModifiedById|CreatedById|LastActivityDate",
        ),
        "contact": Preset(
            "AccountId|LastName|MailingCity",
            {
                "external": "Id", "client": "AccountId", "family": "LastName", "given": "FirstName", "name": "Name", "salutation": "Salutation", "title": "Title",
                "department": "Department", "phone": "MobilePhone|Phone|HomePhone|OtherPhone", "email": "Email", "fax": "Fax", "birthday": "Birthdate", "note": "Description",
                "owner": "OwnerId", "reports_to": "ReportsToId", "created": "CreatedDate",
            },
            left_out="IsDeleted|MasterRecordId|SystemModstamp|LastModifiedDate|LastModifiedById|CreatedById",
        ),
        "lead": Preset(
            "IsConverted|LeadSource|Company",
            {
                "external": "Id", "name": "Name", "family": "LastName", "given": "FirstName", "company": "Company", "title": "Title", "status": "Status", "source": "LeadSource",
                "phone": "MobilePhone|Phone", "email": "Email", "website": "Website", "industry": "Industry", "note": "Description", "owner": "OwnerId", "city": "City",
                "region": "State", "country": "Country", "postcode": "PostalCode", "address": "Street", "converted": "IsConverted", "client": "ConvertedAccountId",
                "contact": "ConvertedContactId", "opportunity": "ConvertedOpportunityId", "created": "CreatedDate",
            },
            left_out="IsDeleted|MasterRecordId|SystemModstamp|LastModifiedDate|LastModifiedById|CreatedById|ConvertedDate",
        ),
        "opp": Preset(
            "StageName|CloseDate|AccountId",
            {
                "external": "Id", "name": "Name", "client": "AccountId", "stage": "StageName", "amount": "Amount", "probability": "Probability", "closed": "CloseDate",
                "owner": "OwnerId", "note": "Description", "source": "LeadSource", "created": "CreatedDate", "currency": "CurrencyIsoCode",
            },
            left_out="IsDeleted|IsClosed|IsWon|ForecastCategory|ForecastCategoryName|ExpectedRevenue|SystemModstamp|LastModifiedDate|LastModifiedById|CreatedById|HasOpportunityLineItem",
        ),
        "activity": Preset(
            "WhoId|WhatId|Subject", {"external": "Id", "at": "ActivityDate", "kind": "Type|TaskSubtype", "text": "Subject|Description", "contact": "WhoId", "owner": "OwnerId", "created": "CreatedDate"},
            values={"Type": ACTS, "TaskSubtype": ACTS}, left_out="IsDeleted|Status|Priority|IsClosed",
        ),
        "product": Preset("ProductCode|IsActive|Family", {"external": "Id", "name": "Name", "code": "ProductCode", "family": "Family", "active": "IsActive", "note": "Description"}),
        "user": Preset("Username|LastName|IsActive", {"external": "Id", "name": "FirstName|LastName", "email": "Email", "active": "IsActive", "phone": "MobilePhone|Phone", "login": "Username"}),
    },
    "hubspot": {
        "client": Preset(
            "Record ID|Company name|Company owner",
            {
                "external": "Record ID", "name": "Company name", "owner": "Company owner", "created": "Create Date", "phone": "Phone Number", "city": "City",
                "country": "Country/Region", "region": "State/Region", "postcode": "Postal Code", "address": "Street Address|Street Address 2", "industry": "Industry",
                "website": "Website URL|Company Domain Name", "employees": "Number of Employees", "revenue": "Annual Revenue", "note": "Description",
            },
            left_out="Last Activity Date|Last Modified Date|Number of times contacted",
        ),
        "contact": Preset(
            "Record ID|Marketing contact status|Contact owner",
            {
                "external": "Record ID", "given": "First Name", "family": "Last Name", "email": "Email", "phone": "Mobile Phone Number|Phone Number", "owner": "Contact owner",
                "title": "Job Title", "client": "Associated Company|Company name", "created": "Create Date",
            },
            left_out="Marketing contact status|Last Activity Date|Associated Company IDs|Primary Associated Company ID",
        ),
        "lead": Preset(
            "Record ID|Lead Status|First Name|Lifecycle Stage",
            {
                "external": "Record ID", "given": "First Name", "family": "Last Name", "email": "Email", "phone": "Mobile Phone Number|Phone Number", "owner": "Contact owner",
                "company": "Company name|Associated Company", "title": "Job Title", "status": "Lead Status", "source": "Original Source|Original Traffic Source", "created": "Create Date",
            },
            left_out="Marketing contact status|Last Activity Date|Lifecycle Stage|Associated Company IDs",
        ),
        "opp": Preset(
            "Record ID|Deal Name|Deal Stage",
            {
                "external": "Record ID", "name": "Deal Name", "stage": "Deal Stage", "closed": "Close Date", "owner": "Deal owner", "amount": "Amount", "pipeline": "Pipeline",
                "client": "Associated Company", "created": "Create Date", "probability": "Deal probability", "note": "Deal Description",
            },
            left_out="Associated Contact|Associated Contact IDs|Associated Company IDs|Weighted amount",
        ),
        "activity": Preset(
            "Engagement ID|Engagement Type", {"external": "Engagement ID", "kind": "Engagement Type", "at": "Activity date|Create Date", "text": "Title|Body", "owner": "Activity assigned to"},
            values={"Engagement Type": ACTS},
        ),
        "product": Preset("Record ID|Unit price|SKU", {"external": "Record ID", "name": "Name", "code": "SKU", "price": "Unit price", "note": "Product description", "family": "Product Type"}),
        "user": Preset("User ID|First name|Last login", {"external": "User ID", "name": "First name|Last name", "email": "Email", "team": "Main team"}),
    },
    "pipedrive": {
        "client": Preset(
            "Organization - Name|Organization - Owner",
            {
                "external": "Organization - ID", "name": "Organization - Name", "owner": "Organization - Owner", "address": "Organization - Address",
                "city": "Organization - City/town/village/locality of Address|Organization - City/town/village/locality of Organization - Address",
                "country": "Organization - Country of Address", "postcode": "Organization - ZIP/Postal code of Address", "region": "Organization - State/county of Address",
                "level": "Organization - Label|Organization - Labels", "created": "Organization - Organization created", "website": "Organization - Website",
                "industry": "Organization - Industry", "revenue": "Organization - Annual revenue", "employees": "Organization - Number of employees",
            },
            left_out="Organization - Won deals|Organization - Lost deals|Organization - Open deals|Organization - Closed deals|Organization - People|Organization - Visible to",
        ),
        "contact": Preset(
            "Person - Name|Person - Owner",
            {
                "external": "Person - ID", "name": "Person - Name", "given": "Person - First name", "family": "Person - Last name", "client": "Person - Organization",
                "phone": "Person - Phone|Person - Phone - Mobile|Person - Phone - Work|Person - Phone - Home|Person - Phone - Other",
                "email": "Person - Email|Person - Email - Work|Person - Email - Home|Person - Email - Other",
                "owner": "Person - Owner", "created": "Person - Person created", "title": "Person - Job title", "birthday": "Person - Birthday", "note": "Person - Notes",
            },
            left_out="Person - Won deals|Person - Lost deals|Person - Open deals|Person - Closed deals|Person - Visible to",
        ),
        "lead": Preset(
            "Lead - Title|Lead - Owner",
            {
                "external": "Lead - ID", "name": "Lead - Contact person|Lead - Person", "interest": "Lead - Title", "company": "Lead - Organization", "amount": "Lead - Value",
                "currency": "Lead - Currency", "owner": "Lead - Owner", "source": "Lead - Source", "created": "Lead - Lead created", "tags": "Lead - Labels|Lead - Label",
            },
        ),
        "opp": Preset(
            "Deal - Title|Deal - Owner",
            {
                "external": "Deal - ID", "name": "Deal - Title", "client": "Deal - Organization", "amount": "Deal - Value", "currency": "Deal - Currency", "stage": "Deal - Stage",
                "status": "Deal - Status", "pipeline": "Deal - Pipeline", "owner": "Deal - Owner", "close": "Deal - Expected close date", "closed": "Deal - Deal closed on|Deal - Won time",
                "created": "Deal - Deal created", "probability": "Deal - Probability", "loss_reason": "Deal - Lost reason", "source": "Deal - Source channel",
            },
            left_out="Deal - Weighted value|Deal - Contact person|Deal - Visible to|Deal - Lost time|Deal - Update time",
        ),
        "activity": Preset(
            "Activity - Subject|Activity - Type",
            {
                "external": "Activity - ID", "text": "Activity - Subject|Activity - Note", "kind": "Activity - Type", "at": "Activity - Due date", "owner": "Activity - Assigned to user",
                "client": "Activity - Organization", "contact": "Activity - Contact person", "opportunity": "Activity - Deal", "author": "Activity - Creator", "created": "Activity - Add time",
            },
            values={"Activity - Type": ACTS}, left_out="Activity - Done|Activity - Due time|Activity - Duration",
        ),
        "product": Preset(
            "Product - Name|Product - Owner",
            {"external": "Product - ID", "name": "Product - Name", "code": "Product - Product code|Product - Code", "unit": "Product - Unit", "price": "Product - Unit prices|Product - Price",
             "active": "Product - Active", "family": "Product - Category", "note": "Product - Description"},
        ),
        "user": Preset("User - Name|User - Email", {"external": "User - ID", "name": "User - Name", "email": "User - Email", "active": "User - Active", "phone": "User - Phone"}),
    },
    "zoho": {
        "client": Preset(
            "ACCOUNTID|Account Name|Account Owner",
            {"external": "ACCOUNTID", "name": "Account Name", "owner": "Account Owner", "relation": "Account Type", "industry": "Industry", "website": "Website", "phone": "Phone", "fax": "Fax",
             "address": "Billing Street", "city": "Billing City", "region": "Billing State", "postcode": "Billing Code", "country": "Billing Country", "employees": "Employees",
             "revenue": "Annual Revenue", "parent": "Parent Account", "created": "Created Time", "note": "Description", "level": "Rating"},
            values={"Account Type": RELATIONS}, left_out="Account Owner Id|Modified Time|Modified By",
        ),
        "contact": Preset(
            "CONTACTID|Contact Owner",
            {"external": "CONTACTID", "family": "Last Name", "given": "First Name", "client": "Account Id", "owner": "Contact Owner", "email": "Email|Secondary Email", "phone": "Mobile|Phone|Other Phone",
             "title": "Title", "department": "Department", "created": "Created Time", "birthday": "Date of Birth", "note": "Description", "fax": "Fax", "salutation": "Salutation"},
            left_out="Contact Owner Id|Modified Time|Modified By",
        ),
        "lead": Preset(
            "LEADID|Lead Owner|Lead Status",
            {"external": "LEADID", "family": "Last Name", "given": "First Name", "company": "Company", "owner": "Lead Owner", "email": "Email", "phone": "Mobile|Phone", "website": "Website",
             "industry": "Industry", "source": "Lead Source", "status": "Lead Status", "created": "Created Time", "converted": "Converted|Is Converted", "title": "Title",
             "client": "Converted Account Id|Converted Account", "contact": "Converted Contact Id|Converted Contact", "opportunity": "Converted Deal Id|Converted Potential Id|Converted Deal",
             "address": "Street", "city": "City", "region": "State", "postcode": "Zip Code", "country": "Country", "note": "Description", "amount": "Annual Revenue"},
            left_out="Lead Owner Id|Modified Time|Modified By",
        ),
        "opp": Preset(
            "Potential Name|Potential Owner",
            {"external": "POTENTIALID|Potential Id", "name": "Potential Name", "client": "Account Id", "owner": "Potential Owner", "created": "Created Time", "closed": "Closing Date", "amount": "Amount",
             "stage": "Stage", "probability": "Probability", "source": "Lead Source", "note": "Description"},
            left_out="Potential Owner Id|Expected Revenue|Forecast Type|Age in Days|Modified Time",
        ),
        "product": Preset(
            "PRODUCTID|Product Name|Product Code",
            {"external": "PRODUCTID", "name": "Product Name", "code": "Product Code", "active": "Product Active", "family": "Product Category", "price": "Unit Price", "created": "Created Time",
             "unit": "Usage Unit", "note": "Description"},
            left_out="Product Owner|Product Owner Id|Modified Time",
        ),
        "quote": Preset(
            "QUOTEID|Quote Owner|Grand Total",
            {"external": "QUOTEID", "number": "QUOTEID", "name": "Subject", "client": "Account Id|Account Name", "opportunity": "Potential Id|Deal Id", "owner": "Quote Owner",
             "status": "Quote Stage", "date": "Created Time", "valid": "Valid Till", "stated": "Grand Total", "stated_lines": "Sub Total", "stated_discount": "Discount",
             "stated_vat": "Tax", "stated_more": "Adjustments|Adjustment"},
            values={"Quote Stage": QUOTED}, left_out="Modified Time|Sales Status",
        ),
        "user": Preset("USER_ID|First Name|Last Name", {"external": "USER_ID", "name": "First Name|Last Name", "email": "Email", "phone": "Mobile|Phone", "login": "Alias"}),
        "activity": Preset(
            "ACTIVITYID|Subject|Activity Type",
            {"external": "ACTIVITYID", "text": "Subject|Description", "kind": "Activity Type", "at": "Start DateTime|Due Date|Call Start Time", "owner": "Activity Owner", "contact": "Contact Id",
             "created": "Created Time"},
            values={"Activity Type": ACTS},
        ),
    },
    "google": {
        "contact": Preset(
            "E-mail 1 - Value|Phone 1 - Value",
            {
                "name": "Name", "given": "First Name|Given Name", "family": "Last Name|Family Name", "salutation": "Name Prefix", "client": "Organization Name|Organization 1 - Name",
                "title": "Organization Title|Organization 1 - Title", "department": "Organization Department|Organization 1 - Department", "birthday": "Birthday", "note": "Notes",
                "phone": "Phone 1 - Value|Phone 2 - Value|Phone 3 - Value|Phone 4 - Value", "email": "E-mail 1 - Value|E-mail 2 - Value|E-mail 3 - Value",
            },
            left_out="Photo|Labels|Group Membership|E-mail 1 - Label|E-mail 2 - Label|E-mail 3 - Label|E-mail 1 - Type|E-mail 2 - Type|Phone 1 - Label|Phone 2 - Label|Phone 3 - Label|"
            "Phone 1 - Type|Phone 2 - Type|Phone 3 - Type|Middle Name|Name Suffix|Nickname|File As|Phonetic First Name|Phonetic Middle Name|Phonetic Last Name|Additional Name",
        ),
        "client": Preset(
            "E-mail 1 - Value|Phone 1 - Value",
            {
                "name": "Name", "given": "First Name|Given Name", "family": "Last Name|Family Name", "title": "Organization Title|Organization 1 - Title", "birthday": "Birthday", "note": "Notes",
                "phone": "Phone 1 - Value|Phone 2 - Value|Phone 3 - Value|Phone 4 - Value", "email": "E-mail 1 - Value|E-mail 2 - Value|E-mail 3 - Value",
                "address": "Address 1 - Street", "city": "Address 1 - City", "region": "Address 1 - Region", "postcode": "Address 1 - Postal Code", "country": "Address 1 - Country",
                "website": "Website 1 - Value",
            },
            constants={"type": "person"}, left_out="Photo|Labels|Group Membership|E-mail 1 - Label|Phone 1 - Label|Address 1 - Label|Address 1 - Formatted|Middle Name|Name Prefix|Name Suffix",
        ),
    },
    "outlook": {
        "contact": Preset(
            "First Name|Business Phone|E-mail Address",
            {
                "given": "First Name", "family": "Last Name", "client": "Company", "department": "Department", "title": "Job Title", "salutation": "Title", "fax": "Business Fax",
                "phone": "Mobile Phone|Business Phone|Business Phone 2|Home Phone|Company Main Phone|Other Phone|Primary Phone", "birthday": "Birthday", "note": "Notes", "tags": "Categories",
                "email": "E-mail Address|E-mail 2 Address|E-mail 3 Address",
            },
            values={"Birthday": {"0/0/00": "", "0/0/0000": "", "0.0.00": ""}},
            left_out="Middle Name|Suffix|E-mail Type|E-mail 2 Type|E-mail Display Name|E-mail 2 Display Name|Priority|Private|Sensitivity|Gender|Language|Initials|Anniversary",
        ),
        "client": Preset(
            "First Name|Business Phone|E-mail Address",
            {
                "given": "First Name", "family": "Last Name", "title": "Job Title", "fax": "Business Fax", "website": "Web Page", "birthday": "Birthday", "note": "Notes", "tags": "Categories",
                "phone": "Mobile Phone|Business Phone|Business Phone 2|Home Phone|Other Phone|Primary Phone", "email": "E-mail Address|E-mail 2 Address|E-mail 3 Address",
                "address": "Business Street|Business Street 2|Business Street 3", "city": "Business City", "region": "Business State", "postcode": "Business Postal Code",
                "country": "Business Country/Region|Business Country",
            },
            values={"Birthday": {"0/0/00": "", "0/0/0000": "", "0.0.00": ""}}, constants={"type": "person"},
            left_out="Middle Name|Suffix|E-mail Type|E-mail Display Name|Priority|Private|Sensitivity|Initials|Anniversary",
        ),
    },
}  # fmt: skip
TITLES = {
    "salesforce": "Salesforce", "hubspot": "HubSpot", "pipedrive": "Pipedrive", "zoho": "Zoho", "google": "Google Contacts", "outlook": "Outlook",
}  # fmt: skip


def recognised(noun: str, headers: Sequence[str]) -> str | None:
    """The system whose export of this noun has these headers; the one with the longest signature where several do."""
    known = {plain(header) for header in headers}
    fitting = [
        (len(words), system)
        for system, nouns in PRESETS.items()
        if noun in nouns and (words := set(map(plain, nouns[noun].signature.split("|")))) <= known
    ]
    return max(fitting)[1] if fitting else None


def named(noun: str, system: str) -> Preset:
    """The preset that --preset names."""
    nouns = PRESETS.get(system.casefold())
    if nouns is None:
        raise Invalid(N_("there is no preset {name}"), hint=N_("one of {known}"), name=system, known=_listed(PRESETS))
    if noun not in nouns:
        raise Invalid(
            N_("the preset {name} knows no file of {noun}"), hint=N_("one of {known}"),
            name=TITLES[system.casefold()], noun=NOUNS[noun].name, known=_listed(nouns, none=False),
        )  # fmt: skip
    return nouns[noun]


def _listed(names: Iterable[str], *, none: bool = True) -> str:
    return ", ".join([*names, *([NONE] if none else [])])
