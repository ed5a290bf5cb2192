-- The first schema. Frozen: what comes later is a migration of its own.

CREATE TABLE ctx(
  one INTEGER PRIMARY KEY CHECK(one = 1), dev TEXT NOT NULL, base TEXT NOT NULL, site TEXT NOT NULL,
  applying INTEGER NOT NULL, step INTEGER, ms INTEGER NOT NULL, c INTEGER NOT NULL,
  twice TEXT GENERATED ALWAYS AS (dev || ' ' || base || ' ' || site || ' ' || ms || ' ' || c) STORED -- what is damaged differs
) STRICT;
CREATE TABLE step(
  step INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, dev TEXT NOT NULL, ms INTEGER NOT NULL, c INTEGER NOT NULL,
  first INTEGER NOT NULL, shift INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL, actor TEXT, command TEXT NOT NULL,
  kind TEXT NOT NULL, target INTEGER, undone INTEGER, once TEXT,
  knew TEXT, -- the last change of every other device that it had seen, as JSON; NULL: all that stand before it here
  loaded TEXT, -- sums over the rows that were loaded in bulk
  crc INTEGER -- a sum over the step and its changes
) STRICT;
-- Not unique: two copies of a base may have used the same key before they met.
CREATE INDEX step_once ON step(once) WHERE once IS NOT NULL;
CREATE TABLE op(
  seq INTEGER PRIMARY KEY, step INTEGER NOT NULL, noun TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL CHECK(kind IN ('I', 'U', 'D', 'E'))
) STRICT;
CREATE INDEX op_row ON op(noun, n);
CREATE TABLE body(seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
-- What a step did to the rows by taking in the changes of another copy: so that it can be taken back as one.
CREATE TABLE merged(
  seq INTEGER PRIMARY KEY, step INTEGER NOT NULL, noun TEXT NOT NULL, n INTEGER NOT NULL, kind TEXT NOT NULL CHECK(kind IN ('I', 'U', 'D')), body TEXT
) STRICT;
CREATE INDEX merged_step ON merged(step);
CREATE TABLE counter(
  code TEXT PRIMARY KEY, n INTEGER NOT NULL, twice TEXT GENERATED ALWAYS AS (code || n) STORED
) WITHOUT ROWID, STRICT;
CREATE TABLE more_keys(
  kind TEXT NOT NULL, key TEXT NOT NULL, noun TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(kind, key, noun, n)
) WITHOUT ROWID, STRICT;
CREATE VIRTUAL TABLE search USING fts5(t, content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0');

CREATE TABLE clients(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "type" TEXT NOT NULL DEFAULT 'organisation',
  "short_name" TEXT,
  "level" TEXT,
  "key_account" INTEGER NOT NULL DEFAULT 0,
  "industry" TEXT,
  "phone" TEXT,
  "other_phones" TEXT,
  "website" TEXT,
  "email" TEXT,
  "other_emails" TEXT,
  "fax" TEXT,
  "wechat" TEXT,
  "owner" TEXT REFERENCES users(id),
  "coowner" TEXT REFERENCES users(id),
  "team" TEXT REFERENCES teams(id),
  "locked" INTEGER NOT NULL DEFAULT 0,
  "relation" TEXT,
  "life_stage" TEXT,
  "source" TEXT,
  "campaign" TEXT,
  "country" TEXT,
  "region" TEXT,
  "city" TEXT,
  "district" TEXT,
  "address" TEXT,
  "postcode" TEXT,
  "organisation" TEXT,
  "size" TEXT,
  "employees" INTEGER,
  "revenue" INTEGER,
  "founded" INTEGER,
  "tax_id" TEXT,
  "needs" TEXT,
  "uses" TEXT,
  "uses_from" TEXT,
  "parent" TEXT REFERENCES clients(id),
  "partner" TEXT REFERENCES clients(id),
  "partner_tier" TEXT,
  "partner_share" INTEGER,
  "referred_by" TEXT REFERENCES clients(id),
  "currency" TEXT,
  "credit_limit" INTEGER,
  "credit_days" INTEGER,
  "invoice_title" TEXT,
  "invoice_tax_id" TEXT,
  "invoice_address" TEXT,
  "invoice_phone" TEXT,
  "bank" TEXT,
  "bank_account" TEXT,
  "invoice_kind" TEXT,
  "invoice_email" TEXT,
  "family" TEXT,
  "given" TEXT,
  "title" TEXT,
  "occupation" TEXT,
  "birthday" TEXT,
  "festivals" TEXT,
  "gift" TEXT,
  "sex" TEXT,
  "marriage" TEXT,
  "ethnicity" TEXT,
  "education" TEXT,
  "residence" TEXT,
  "income" TEXT,
  "since" TEXT,
  "note" TEXT,
  "merged_into" TEXT REFERENCES clients(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT,
  "firm_key" TEXT,
  "phone_key" TEXT,
  "domain_key" TEXT,
  "email_key" TEXT,
  "tax_key" TEXT,
  "family_key" TEXT
) STRICT;
CREATE INDEX clients_firm_key ON clients("firm_key") WHERE "firm_key" IS NOT NULL;
CREATE INDEX clients_domain_key ON clients("domain_key") WHERE "domain_key" IS NOT NULL;
CREATE INDEX clients_tax_key ON clients("tax_key") WHERE "tax_key" IS NOT NULL;
CREATE INDEX clients_ref ON clients(ref);
CREATE INDEX clients_name_key ON clients("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX clients_phone_key ON clients("phone_key") WHERE "phone_key" IS NOT NULL;
CREATE INDEX clients_email_key ON clients("email_key") WHERE "email_key" IS NOT NULL;
CREATE INDEX clients_family_key ON clients("family_key") WHERE "family_key" IS NOT NULL;
CREATE INDEX clients_owner ON clients("owner") WHERE "owner" IS NOT NULL;
CREATE INDEX clients_coowner ON clients("coowner") WHERE "coowner" IS NOT NULL;
CREATE INDEX clients_team ON clients("team") WHERE "team" IS NOT NULL;
CREATE INDEX clients_parent ON clients("parent") WHERE "parent" IS NOT NULL;
CREATE INDEX clients_partner ON clients("partner") WHERE "partner" IS NOT NULL;
CREATE INDEX clients_referred_by ON clients("referred_by") WHERE "referred_by" IS NOT NULL;
CREATE INDEX clients_merged_into ON clients("merged_into") WHERE "merged_into" IS NOT NULL;
CREATE TABLE contacts(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "client" TEXT REFERENCES clients(id),
  "title" TEXT,
  "department" TEXT,
  "role" TEXT,
  "phone" TEXT,
  "other_phones" TEXT,
  "email" TEXT,
  "other_emails" TEXT,
  "wechat" TEXT,
  "qq" TEXT,
  "fax" TEXT,
  "channel" TEXT,
  "hours" TEXT,
  "language" TEXT,
  "owner" TEXT REFERENCES users(id),
  "reports_to" TEXT REFERENCES contacts(id),
  "family" TEXT,
  "given" TEXT,
  "salutation" TEXT,
  "sex" TEXT,
  "birthday" TEXT,
  "festivals" TEXT,
  "gift" TEXT,
  "note" TEXT,
  "merged_into" TEXT REFERENCES contacts(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT,
  "phone_key" TEXT,
  "email_key" TEXT,
  "family_key" TEXT
) STRICT;
CREATE INDEX contacts_ref ON contacts(ref);
CREATE INDEX contacts_name_key ON contacts("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX contacts_phone_key ON contacts("phone_key") WHERE "phone_key" IS NOT NULL;
CREATE INDEX contacts_email_key ON contacts("email_key") WHERE "email_key" IS NOT NULL;
CREATE INDEX contacts_family_key ON contacts("family_key") WHERE "family_key" IS NOT NULL;
CREATE INDEX contacts_client ON contacts("client") WHERE "client" IS NOT NULL;
CREATE INDEX contacts_owner ON contacts("owner") WHERE "owner" IS NOT NULL;
CREATE INDEX contacts_reports_to ON contacts("reports_to") WHERE "reports_to" IS NOT NULL;
CREATE INDEX contacts_merged_into ON contacts("merged_into") WHERE "merged_into" IS NOT NULL;
CREATE TABLE opportunities(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "client" TEXT REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "pipeline" TEXT REFERENCES pipelines(id),
  "stage" TEXT REFERENCES stages(id),
  "status" TEXT NOT NULL DEFAULT 'open',
  "amount" INTEGER,
  "currency" TEXT,
  "product" TEXT REFERENCES products(id),
  "quantity" INTEGER NOT NULL DEFAULT 1,
  "probability" INTEGER,
  "category" TEXT,
  "close" TEXT,
  "began" TEXT,
  "closed" TEXT,
  "owner" TEXT REFERENCES users(id),
  "coowner" TEXT REFERENCES users(id),
  "team" TEXT REFERENCES teams(id),
  "business" TEXT,
  "source" TEXT,
  "campaign" TEXT,
  "competitor" TEXT,
  "checked" TEXT,
  "win_reason" TEXT,
  "loss_reason" TEXT,
  "lost_stage" TEXT REFERENCES stages(id),
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX opportunities_ref ON opportunities(ref);
CREATE INDEX opportunities_name_key ON opportunities("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX opportunities_client ON opportunities("client") WHERE "client" IS NOT NULL;
CREATE INDEX opportunities_contact ON opportunities("contact") WHERE "contact" IS NOT NULL;
CREATE INDEX opportunities_stage ON opportunities("stage") WHERE "stage" IS NOT NULL;
CREATE INDEX opportunities_product ON opportunities("product") WHERE "product" IS NOT NULL;
CREATE INDEX opportunities_owner ON opportunities("owner") WHERE "owner" IS NOT NULL;
CREATE INDEX opportunities_coowner ON opportunities("coowner") WHERE "coowner" IS NOT NULL;
CREATE INDEX opportunities_team ON opportunities("team") WHERE "team" IS NOT NULL;
CREATE INDEX opportunities_lost_stage ON opportunities("lost_stage") WHERE "lost_stage" IS NOT NULL;
CREATE TABLE activities(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "at" TEXT NOT NULL,
  "client" TEXT REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "opportunity" TEXT REFERENCES opportunities(id),
  "lead" TEXT REFERENCES leads(id),
  "text" TEXT,
  "direction" TEXT,
  "outcome" TEXT,
  "minutes" INTEGER,
  "seconds" INTEGER,
  "phone" TEXT,
  "video" TEXT,
  "owner" TEXT REFERENCES users(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "phone_key" TEXT
) STRICT;
CREATE INDEX activities_ref ON activities(ref);
CREATE INDEX activities_phone_key ON activities("phone_key") WHERE "phone_key" IS NOT NULL;
CREATE INDEX activities_owner ON activities("owner") WHERE "owner" IS NOT NULL;
CREATE TABLE tasks(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "due" TEXT,
  "timed" INTEGER NOT NULL DEFAULT 0,
  "every" TEXT,
  "kind" TEXT,
  "theirs" INTEGER NOT NULL DEFAULT 0,
  "client" TEXT REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "opportunity" TEXT REFERENCES opportunities(id),
  "lead" TEXT REFERENCES leads(id),
  "phone" TEXT,
  "status" TEXT NOT NULL DEFAULT 'open',
  "done" TEXT,
  "result" TEXT,
  "activity" TEXT REFERENCES activities(id),
  "stage" TEXT REFERENCES stages(id),
  "planned" TEXT REFERENCES stagetasks(id),
  "owner" TEXT REFERENCES users(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "phone_key" TEXT
) STRICT;
CREATE INDEX tasks_ref ON tasks(ref);
CREATE INDEX tasks_phone_key ON tasks("phone_key") WHERE "phone_key" IS NOT NULL;
CREATE INDEX tasks_stage ON tasks("stage") WHERE "stage" IS NOT NULL;
CREATE INDEX tasks_planned ON tasks("planned") WHERE "planned" IS NOT NULL;
CREATE INDEX tasks_contact ON tasks("contact") WHERE "contact" IS NOT NULL;
CREATE INDEX tasks_activity ON tasks("activity") WHERE "activity" IS NOT NULL;
CREATE TABLE products(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "code" TEXT,
  "family" TEXT,
  "unit" TEXT,
  "price" INTEGER,
  "currency" TEXT,
  "per" INTEGER NOT NULL DEFAULT 1,
  "taxed" INTEGER NOT NULL DEFAULT 0,
  "floor" INTEGER,
  "cost" INTEGER,
  "tax" TEXT NOT NULL DEFAULT 'standard',
  "rate" INTEGER,
  "billing" TEXT NOT NULL DEFAULT 'once',
  "period" TEXT,
  "arguments" TEXT,
  "active" INTEGER NOT NULL DEFAULT 1,
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX products_ref ON products(ref);
CREATE INDEX products_name_key ON products("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE users(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "login" TEXT,
  "role" TEXT NOT NULL DEFAULT 'rep',
  "team" TEXT REFERENCES teams(id),
  "manager" TEXT REFERENCES users(id),
  "skills" TEXT,
  "capacity" INTEGER,
  "email" TEXT,
  "phone" TEXT,
  "extension" TEXT,
  "language" TEXT,
  "active" INTEGER NOT NULL DEFAULT 1,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT,
  "email_key" TEXT,
  "phone_key" TEXT
) STRICT;
CREATE INDEX users_ref ON users(ref);
CREATE INDEX users_name_key ON users("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX users_email_key ON users("email_key") WHERE "email_key" IS NOT NULL;
CREATE INDEX users_phone_key ON users("phone_key") WHERE "phone_key" IS NOT NULL;
CREATE INDEX users_team ON users("team") WHERE "team" IS NOT NULL;
CREATE INDEX users_manager ON users("manager") WHERE "manager" IS NOT NULL;
CREATE TABLE teams(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "parent" TEXT REFERENCES teams(id),
  "leader" TEXT REFERENCES users(id),
  "region" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX teams_ref ON teams(ref);
CREATE INDEX teams_name_key ON teams("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX teams_parent ON teams("parent") WHERE "parent" IS NOT NULL;
CREATE INDEX teams_leader ON teams("leader") WHERE "leader" IS NOT NULL;
CREATE TABLE tags(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "meaning" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX tags_ref ON tags(ref);
CREATE INDEX tags_name_key ON tags("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE pipelines(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "position" INTEGER NOT NULL DEFAULT 1,
  "team" TEXT REFERENCES teams(id),
  "business" TEXT,
  "clients" TEXT,
  "active" INTEGER NOT NULL DEFAULT 1,
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX pipelines_ref ON pipelines(ref);
CREATE INDEX pipelines_name_key ON pipelines("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX pipelines_team ON pipelines("team") WHERE "team" IS NOT NULL;
CREATE TABLE stages(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "pipeline" TEXT NOT NULL REFERENCES pipelines(id),
  "position" INTEGER NOT NULL DEFAULT 1,
  "type" TEXT NOT NULL DEFAULT 'open',
  "probability" INTEGER NOT NULL DEFAULT 0,
  "category" TEXT NOT NULL DEFAULT 'pipeline',
  "rot_days" INTEGER,
  "checklist" TEXT,
  "playbook" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX stages_ref ON stages(ref);
CREATE INDEX stages_name_key ON stages("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX stages_pipeline ON stages("pipeline") WHERE "pipeline" IS NOT NULL;
CREATE TABLE attributes(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "kind" TEXT NOT NULL DEFAULT 'text',
  "choices" TEXT,
  "to" TEXT,
  "required" INTEGER NOT NULL DEFAULT 0,
  "listed" INTEGER NOT NULL DEFAULT 0,
  "position" INTEGER NOT NULL DEFAULT 1,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX attributes_ref ON attributes(ref);
CREATE INDEX attributes_name_key ON attributes("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE leads(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "company" TEXT,
  "title" TEXT,
  "status" TEXT REFERENCES statuses(id),
  "type" TEXT NOT NULL DEFAULT 'new',
  "reason" TEXT,
  "source" TEXT,
  "campaign" TEXT,
  "phone" TEXT,
  "other_phones" TEXT,
  "website" TEXT,
  "email" TEXT,
  "other_emails" TEXT,
  "wechat" TEXT,
  "owner" TEXT REFERENCES users(id),
  "coowner" TEXT REFERENCES users(id),
  "team" TEXT REFERENCES teams(id),
  "locked" INTEGER NOT NULL DEFAULT 0,
  "industry" TEXT,
  "interest" TEXT,
  "currency" TEXT,
  "amount" INTEGER,
  "need" TEXT,
  "authority" TEXT,
  "budget" TEXT,
  "responded" TEXT,
  "country" TEXT,
  "region" TEXT,
  "city" TEXT,
  "address" TEXT,
  "postcode" TEXT,
  "family" TEXT,
  "given" TEXT,
  "converted" TEXT,
  "client" TEXT REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "opportunity" TEXT REFERENCES opportunities(id),
  "note" TEXT,
  "merged_into" TEXT REFERENCES leads(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT,
  "firm_key" TEXT,
  "phone_key" TEXT,
  "domain_key" TEXT,
  "email_key" TEXT,
  "family_key" TEXT
) STRICT;
CREATE INDEX leads_ref ON leads(ref);
CREATE INDEX leads_name_key ON leads("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX leads_firm_key ON leads("firm_key") WHERE "firm_key" IS NOT NULL;
CREATE INDEX leads_phone_key ON leads("phone_key") WHERE "phone_key" IS NOT NULL;
CREATE INDEX leads_domain_key ON leads("domain_key") WHERE "domain_key" IS NOT NULL;
CREATE INDEX leads_email_key ON leads("email_key") WHERE "email_key" IS NOT NULL;
CREATE INDEX leads_family_key ON leads("family_key") WHERE "family_key" IS NOT NULL;
CREATE INDEX leads_owner ON leads("owner") WHERE "owner" IS NOT NULL;
CREATE INDEX leads_coowner ON leads("coowner") WHERE "coowner" IS NOT NULL;
CREATE INDEX leads_team ON leads("team") WHERE "team" IS NOT NULL;
CREATE INDEX leads_status ON leads("status") WHERE "status" IS NOT NULL;
CREATE INDEX leads_client ON leads("client") WHERE "client" IS NOT NULL;
CREATE INDEX leads_contact ON leads("contact") WHERE "contact" IS NOT NULL;
CREATE INDEX leads_opportunity ON leads("opportunity") WHERE "opportunity" IS NOT NULL;
CREATE INDEX leads_merged_into ON leads("merged_into") WHERE "merged_into" IS NOT NULL;
CREATE TABLE statuses(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "type" TEXT NOT NULL DEFAULT 'working',
  "position" INTEGER NOT NULL DEFAULT 1,
  "reasons" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX statuses_ref ON statuses(ref);
CREATE INDEX statuses_name_key ON statuses("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE poolrules(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL DEFAULT 'client',
  "filter" TEXT,
  "days" INTEGER NOT NULL,
  "warn_days" INTEGER NOT NULL DEFAULT 7,
  "spare_open" INTEGER NOT NULL DEFAULT 1,
  "spare_won" INTEGER,
  "active" INTEGER NOT NULL DEFAULT 1,
  "position" INTEGER,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE TABLE mappings(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "headers" TEXT,
  "rules" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX poolrules_ref ON poolrules(ref);
CREATE INDEX poolrules_name_key ON poolrules("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX mappings_ref ON mappings(ref);
CREATE INDEX mappings_name_key ON mappings("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE groups(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "filter" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX groups_ref ON groups(ref);
CREATE INDEX groups_name_key ON groups("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE views(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "filter" TEXT,
  "fields" TEXT,
  "sort" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX views_ref ON views(ref);
CREATE INDEX views_name_key ON views("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE assignments(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "filter" TEXT,
  "way" TEXT NOT NULL DEFAULT 'turns',
  "team" TEXT REFERENCES teams(id),
  "skills" TEXT,
  "match" TEXT,
  "position" INTEGER NOT NULL DEFAULT 1,
  "active" INTEGER NOT NULL DEFAULT 1,
  "last" TEXT REFERENCES users(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX assignments_ref ON assignments(ref);
CREATE INDEX assignments_name_key ON assignments("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX assignments_team ON assignments("team") WHERE "team" IS NOT NULL;
CREATE INDEX assignments_last ON assignments("last") WHERE "last" IS NOT NULL;
CREATE TABLE checks(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "filter" TEXT,
  "message" TEXT,
  "severity" TEXT NOT NULL DEFAULT 'warning',
  "fix" TEXT,
  "active" INTEGER NOT NULL DEFAULT 1,
  "built_in" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX checks_ref ON checks(ref);
CREATE INDEX checks_name_key ON checks("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE files(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "link" TEXT NOT NULL,
  "client" TEXT REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "opportunity" TEXT REFERENCES opportunities(id),
  "lead" TEXT REFERENCES leads(id),
  "activity" TEXT REFERENCES activities(id),
  "task" TEXT REFERENCES tasks(id),
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX files_ref ON files(ref);
CREATE INDEX files_name_key ON files("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX files_client ON files("client") WHERE "client" IS NOT NULL;
CREATE INDEX files_contact ON files("contact") WHERE "contact" IS NOT NULL;
CREATE INDEX files_opportunity ON files("opportunity") WHERE "opportunity" IS NOT NULL;
CREATE INDEX files_lead ON files("lead") WHERE "lead" IS NOT NULL;
CREATE INDEX files_activity ON files("activity") WHERE "activity" IS NOT NULL;
CREATE INDEX files_task ON files("task") WHERE "task" IS NOT NULL;
CREATE TABLE stagetasks(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "stage" TEXT NOT NULL REFERENCES stages(id),
  "due" TEXT,
  "who" TEXT NOT NULL DEFAULT 'owner',
  "user" TEXT REFERENCES users(id),
  "team" TEXT REFERENCES teams(id),
  "kind" TEXT,
  "filter" TEXT,
  "position" INTEGER NOT NULL DEFAULT 1,
  "active" INTEGER NOT NULL DEFAULT 1,
  "last" TEXT REFERENCES users(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX stagetasks_ref ON stagetasks(ref);
CREATE INDEX stagetasks_name_key ON stagetasks("name_key") WHERE "name_key" IS NOT NULL;
CREATE INDEX stagetasks_stage ON stagetasks("stage") WHERE "stage" IS NOT NULL;
CREATE INDEX stagetasks_user ON stagetasks("user") WHERE "user" IS NOT NULL;
CREATE INDEX stagetasks_team ON stagetasks("team") WHERE "team" IS NOT NULL;
CREATE INDEX stagetasks_last ON stagetasks("last") WHERE "last" IS NOT NULL;
CREATE TABLE hooks(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "moment" TEXT NOT NULL DEFAULT 'before',
  "noun_name" TEXT,
  "event" TEXT NOT NULL DEFAULT 'any',
  "fields" TEXT,
  "file" TEXT NOT NULL,
  "seconds" TEXT NOT NULL DEFAULT '5',
  "active" INTEGER NOT NULL DEFAULT 1,
  "machine" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX hooks_ref ON hooks(ref);
CREATE INDEX hooks_name_key ON hooks("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE rules(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "when" TEXT NOT NULL,
  "filter" TEXT,
  "then" TEXT NOT NULL,
  "imports" INTEGER NOT NULL DEFAULT 0,
  "position" INTEGER,
  "active" INTEGER NOT NULL DEFAULT 1,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX rules_ref ON rules(ref);
CREATE INDEX rules_name_key ON rules("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE firings(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "rule" TEXT NOT NULL,
  "rule_name" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "record" TEXT NOT NULL,
  "about" TEXT NOT NULL,
  "did" TEXT,
  "problem" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX firings_record ON firings("record");
CREATE TABLE quotas(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "user" TEXT REFERENCES users(id),
  "team" TEXT REFERENCES teams(id),
  "period" TEXT NOT NULL,
  "amount" INTEGER NOT NULL,
  "currency" TEXT,
  "family" TEXT,
  "start" TEXT,
  "end" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX quotas_ref ON quotas(ref);
CREATE INDEX quotas_user ON quotas("user") WHERE "user" IS NOT NULL;
CREATE INDEX quotas_team ON quotas("team") WHERE "team" IS NOT NULL;
CREATE TABLE remarks(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "user" TEXT REFERENCES users(id),
  "unit" TEXT NOT NULL DEFAULT 'day',
  "start" TEXT,
  "text" TEXT,
  "reply" TEXT,
  "replied_by" TEXT REFERENCES users(id),
  "replied" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX remarks_ref ON remarks(ref);
CREATE INDEX remarks_start ON remarks("start", "user");
CREATE INDEX remarks_replied ON remarks("replied") WHERE "replied" IS NOT NULL;
CREATE TABLE cadences(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "level" TEXT,
  "tag" TEXT REFERENCES tags(id),
  "target" INTEGER NOT NULL,
  "most" INTEGER NOT NULL,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX cadences_ref ON cadences(ref);
CREATE INDEX cadences_tag ON cadences("tag") WHERE "tag" IS NOT NULL;
CREATE TABLE absences(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "user" TEXT REFERENCES users(id),
  "start" TEXT,
  "end" TEXT,
  "kind" TEXT NOT NULL DEFAULT 'leave',
  "half" TEXT,
  "delegate" TEXT REFERENCES users(id),
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX absences_ref ON absences(ref);
CREATE INDEX absences_user ON absences("user") WHERE "user" IS NOT NULL;
CREATE INDEX absences_delegate ON absences("delegate") WHERE "delegate" IS NOT NULL;
CREATE INDEX absences_end ON absences("end");
CREATE TABLE holidays(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT,
  "start" TEXT NOT NULL,
  "end" TEXT,
  "kind" TEXT NOT NULL DEFAULT 'off',
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX holidays_ref ON holidays(ref);
CREATE TABLE jobs(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "every" TEXT NOT NULL,
  "line" TEXT NOT NULL,
  "user" TEXT REFERENCES users(id),
  "language" TEXT,
  "zone" TEXT,
  "host" TEXT,
  "active" INTEGER NOT NULL DEFAULT 1,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX jobs_ref ON jobs(ref);
CREATE INDEX jobs_name_key ON jobs("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE runs(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "slot" TEXT NOT NULL,
  "job" TEXT,
  "status" TEXT NOT NULL DEFAULT 'running',
  "started" TEXT,
  "ended" TEXT,
  "code" INTEGER,
  "address" TEXT,
  "message" TEXT,
  "error" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX runs_slot ON runs("slot");
CREATE INDEX runs_job ON runs("job", "started") WHERE "job" IS NOT NULL;
CREATE TABLE components(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "product" TEXT NOT NULL REFERENCES products(id),
  "part" TEXT NOT NULL REFERENCES products(id),
  "quantity" TEXT NOT NULL DEFAULT '1',
  "optional" INTEGER NOT NULL DEFAULT 0,
  "choice" TEXT,
  "position" INTEGER NOT NULL DEFAULT 1,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX components_ref ON components(ref);
CREATE INDEX components_product ON components("product") WHERE "product" IS NOT NULL;
CREATE INDEX components_part ON components("part") WHERE "part" IS NOT NULL;
CREATE TABLE pricebooks(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "currency" TEXT,
  "level" TEXT,
  "region" TEXT,
  "granted" INTEGER NOT NULL DEFAULT 0,
  "start" TEXT,
  "end" TEXT,
  "taxed" INTEGER NOT NULL DEFAULT 0,
  "position" INTEGER NOT NULL DEFAULT 1,
  "active" INTEGER NOT NULL DEFAULT 1,
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT,
  "name_key" TEXT
) STRICT;
CREATE INDEX pricebooks_ref ON pricebooks(ref);
CREATE INDEX pricebooks_name_key ON pricebooks("name_key") WHERE "name_key" IS NOT NULL;
CREATE TABLE prices(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "pricebook" TEXT NOT NULL REFERENCES pricebooks(id),
  "product" TEXT NOT NULL REFERENCES products(id),
  "quantity" TEXT NOT NULL DEFAULT '1',
  "price" INTEGER NOT NULL,
  "currency" TEXT,
  "per" INTEGER NOT NULL DEFAULT 1,
  "floor" INTEGER,
  "start" TEXT,
  "end" TEXT,
  "active" INTEGER NOT NULL DEFAULT 1,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX prices_ref ON prices(ref);
CREATE INDEX prices_pricebook ON prices("pricebook") WHERE "pricebook" IS NOT NULL;
CREATE INDEX prices_product ON prices("product") WHERE "product" IS NOT NULL;
CREATE TABLE pricetalks(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "client" TEXT NOT NULL REFERENCES clients(id),
  "product" TEXT NOT NULL REFERENCES products(id),
  "price" INTEGER NOT NULL,
  "currency" TEXT,
  "per" INTEGER NOT NULL DEFAULT 1,
  "quantity" TEXT,
  "at" TEXT,
  "activity" TEXT REFERENCES activities(id),
  "owner" TEXT REFERENCES users(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX pricetalks_ref ON pricetalks(ref);
CREATE INDEX pricetalks_client ON pricetalks("client") WHERE "client" IS NOT NULL;
CREATE INDEX pricetalks_product ON pricetalks("product") WHERE "product" IS NOT NULL;
CREATE INDEX pricetalks_activity ON pricetalks("activity") WHERE "activity" IS NOT NULL;
CREATE INDEX pricetalks_owner ON pricetalks("owner") WHERE "owner" IS NOT NULL;
CREATE TABLE quotes(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "number" TEXT,
  "version" INTEGER NOT NULL DEFAULT 1,
  "name" TEXT,
  "client" TEXT NOT NULL REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "opportunity" TEXT REFERENCES opportunities(id),
  "status" TEXT NOT NULL DEFAULT 'draft',
  "total" INTEGER,
  "net" INTEGER,
  "vat" INTEGER,
  "cost" INTEGER,
  "stated" INTEGER,
  "stated_lines" INTEGER,
  "stated_discount" INTEGER,
  "stated_vat" INTEGER,
  "stated_more" INTEGER,
  "currency" TEXT,
  "date" TEXT,
  "valid" TEXT,
  "discount" INTEGER,
  "taxed" INTEGER NOT NULL DEFAULT 0,
  "rounding" TEXT NOT NULL DEFAULT 'document',
  "language" TEXT,
  "payment" TEXT,
  "delivery" TEXT,
  "note" TEXT,
  "owner" TEXT REFERENCES users(id),
  "team" TEXT REFERENCES teams(id),
  "revises" TEXT REFERENCES quotes(id),
  "copied" TEXT REFERENCES quotes(id),
  "sent" TEXT,
  "decided" TEXT,
  "reason" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX quotes_ref ON quotes(ref);
CREATE INDEX quotes_number ON quotes("number") WHERE "number" IS NOT NULL;
CREATE INDEX quotes_client ON quotes("client") WHERE "client" IS NOT NULL;
CREATE INDEX quotes_contact ON quotes("contact") WHERE "contact" IS NOT NULL;
CREATE INDEX quotes_opportunity ON quotes("opportunity") WHERE "opportunity" IS NOT NULL;
CREATE INDEX quotes_owner ON quotes("owner") WHERE "owner" IS NOT NULL;
CREATE INDEX quotes_team ON quotes("team") WHERE "team" IS NOT NULL;
CREATE INDEX quotes_revises ON quotes("revises") WHERE "revises" IS NOT NULL;
CREATE INDEX quotes_copied ON quotes("copied") WHERE "copied" IS NOT NULL;
CREATE TABLE quotelines(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "quote" TEXT NOT NULL REFERENCES quotes(id),
  "position" INTEGER NOT NULL DEFAULT 0,
  "kind" TEXT NOT NULL DEFAULT 'item',
  "product" TEXT REFERENCES products(id),
  "text" TEXT,
  "quantity" TEXT NOT NULL DEFAULT '1',
  "unit" TEXT,
  "price" INTEGER,
  "per" INTEGER NOT NULL DEFAULT 1,
  "discount" INTEGER,
  "off" INTEGER,
  "extra_charge" INTEGER,
  "tax" TEXT NOT NULL DEFAULT 'standard',
  "rate" INTEGER,
  "net" INTEGER,
  "currency" TEXT,
  "list_price" INTEGER,
  "rule" TEXT,
  "cost" INTEGER,
  "optional" INTEGER NOT NULL DEFAULT 0,
  "bundle" TEXT REFERENCES quotelines(id),
  "came_from" TEXT REFERENCES quotelines(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX quotelines_ref ON quotelines(ref);
CREATE INDEX quotelines_quote ON quotelines("quote") WHERE "quote" IS NOT NULL;
CREATE INDEX quotelines_product ON quotelines("product") WHERE "product" IS NOT NULL;
CREATE INDEX quotelines_bundle ON quotelines("bundle") WHERE "bundle" IS NOT NULL;
CREATE INDEX quotelines_came_from ON quotelines("came_from") WHERE "came_from" IS NOT NULL;
CREATE TABLE approvals(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "quote" TEXT NOT NULL REFERENCES quotes(id),
  "status" TEXT NOT NULL DEFAULT 'waiting',
  "asked" TEXT REFERENCES users(id),
  "decider" TEXT REFERENCES users(id),
  "instead" TEXT REFERENCES users(id),
  "decided" TEXT,
  "why" TEXT,
  "note" TEXT,
  "snapshot" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX approvals_ref ON approvals(ref);
CREATE INDEX approvals_quote ON approvals("quote") WHERE "quote" IS NOT NULL;
CREATE INDEX approvals_asked ON approvals("asked") WHERE "asked" IS NOT NULL;
CREATE INDEX approvals_decider ON approvals("decider") WHERE "decider" IS NOT NULL;
CREATE INDEX approvals_instead ON approvals("instead") WHERE "instead" IS NOT NULL;
CREATE TABLE limits(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "role" TEXT NOT NULL,
  "discount" INTEGER,
  "margin" INTEGER,
  "amount" INTEGER,
  "below_usual" INTEGER,
  "below_floor" INTEGER NOT NULL DEFAULT 0,
  "over_credit" INTEGER NOT NULL DEFAULT 0,
  "approves" INTEGER NOT NULL DEFAULT 0,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX limits_ref ON limits(ref);
CREATE TABLE orders(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "number" TEXT,
  "name" TEXT,
  "client" TEXT NOT NULL REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "quote" TEXT REFERENCES quotes(id),
  "opportunity" TEXT REFERENCES opportunities(id),
  "contract" TEXT REFERENCES contracts(id),
  "total" INTEGER,
  "net" INTEGER,
  "vat" INTEGER,
  "cost" INTEGER,
  "currency" TEXT,
  "date" TEXT,
  "due" TEXT,
  "accepted" TEXT,
  "cancelled" TEXT,
  "reason" TEXT,
  "discount" INTEGER,
  "taxed" INTEGER NOT NULL DEFAULT 0,
  "rounding" TEXT NOT NULL DEFAULT 'document',
  "language" TEXT,
  "their_number" TEXT,
  "address" TEXT,
  "payment" TEXT,
  "delivery" TEXT,
  "note" TEXT,
  "owner" TEXT REFERENCES users(id),
  "team" TEXT REFERENCES teams(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX orders_ref ON orders(ref);
CREATE INDEX orders_number ON orders("number") WHERE "number" IS NOT NULL;
CREATE INDEX orders_client ON orders("client") WHERE "client" IS NOT NULL;
CREATE INDEX orders_contact ON orders("contact") WHERE "contact" IS NOT NULL;
CREATE INDEX orders_quote ON orders("quote") WHERE "quote" IS NOT NULL;
CREATE INDEX orders_opportunity ON orders("opportunity") WHERE "opportunity" IS NOT NULL;
CREATE INDEX orders_contract ON orders("contract") WHERE "contract" IS NOT NULL;
CREATE INDEX orders_owner ON orders("owner") WHERE "owner" IS NOT NULL;
CREATE INDEX orders_team ON orders("team") WHERE "team" IS NOT NULL;
CREATE TABLE orderlines(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "order" TEXT NOT NULL REFERENCES orders(id),
  "position" INTEGER NOT NULL DEFAULT 0,
  "kind" TEXT NOT NULL DEFAULT 'item',
  "product" TEXT REFERENCES products(id),
  "text" TEXT,
  "quantity" TEXT NOT NULL DEFAULT '1',
  "unit" TEXT,
  "price" INTEGER,
  "per" INTEGER NOT NULL DEFAULT 1,
  "discount" INTEGER,
  "off" INTEGER,
  "extra_charge" INTEGER,
  "tax" TEXT NOT NULL DEFAULT 'standard',
  "rate" INTEGER,
  "net" INTEGER,
  "currency" TEXT,
  "list_price" INTEGER,
  "rule" TEXT,
  "cost" INTEGER,
  "bundle" TEXT REFERENCES orderlines(id),
  "quoteline" TEXT REFERENCES quotelines(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX orderlines_ref ON orderlines(ref);
CREATE INDEX orderlines_order ON orderlines("order") WHERE "order" IS NOT NULL;
CREATE INDEX orderlines_product ON orderlines("product") WHERE "product" IS NOT NULL;
CREATE INDEX orderlines_bundle ON orderlines("bundle") WHERE "bundle" IS NOT NULL;
CREATE INDEX orderlines_quoteline ON orderlines("quoteline") WHERE "quoteline" IS NOT NULL;
CREATE TABLE instalments(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "order" TEXT NOT NULL REFERENCES orders(id),
  "position" INTEGER NOT NULL DEFAULT 1,
  "name" TEXT,
  "share" INTEGER,
  "amount" INTEGER,
  "currency" TEXT,
  "event" TEXT NOT NULL DEFAULT 'signed',
  "days" INTEGER NOT NULL DEFAULT 0,
  "months" INTEGER NOT NULL DEFAULT 0,
  "day" TEXT,
  "retention" INTEGER NOT NULL DEFAULT 0,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX instalments_ref ON instalments(ref);
CREATE INDEX instalments_order ON instalments("order") WHERE "order" IS NOT NULL;
CREATE TABLE deliveries(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "number" TEXT,
  "order" TEXT NOT NULL REFERENCES orders(id),
  "client" TEXT REFERENCES clients(id),
  "kind" TEXT NOT NULL DEFAULT 'delivery',
  "date" TEXT,
  "carrier" TEXT,
  "tracking" TEXT,
  "address" TEXT,
  "reason" TEXT,
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX deliveries_ref ON deliveries(ref);
CREATE INDEX deliveries_number ON deliveries("number") WHERE "number" IS NOT NULL;
CREATE INDEX deliveries_order ON deliveries("order") WHERE "order" IS NOT NULL;
CREATE INDEX deliveries_client ON deliveries("client") WHERE "client" IS NOT NULL;
CREATE TABLE deliverylines(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "delivery" TEXT NOT NULL REFERENCES deliveries(id),
  "orderline" TEXT NOT NULL REFERENCES orderlines(id),
  "quantity" TEXT NOT NULL,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX deliverylines_ref ON deliverylines(ref);
CREATE INDEX deliverylines_delivery ON deliverylines("delivery") WHERE "delivery" IS NOT NULL;
CREATE INDEX deliverylines_orderline ON deliverylines("orderline") WHERE "orderline" IS NOT NULL;
CREATE TABLE invoices(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "number" TEXT,
  "official" TEXT,
  "client" TEXT NOT NULL REFERENCES clients(id),
  "order" TEXT REFERENCES orders(id),
  "part" TEXT REFERENCES instalments(id),
  "by_part" INTEGER NOT NULL DEFAULT 0,
  "reverses" TEXT REFERENCES invoices(id),
  "total" INTEGER,
  "net" INTEGER,
  "vat" INTEGER,
  "currency" TEXT,
  "date" TEXT,
  "due" TEXT,
  "kind" TEXT,
  "title" TEXT,
  "tax_id" TEXT,
  "address" TEXT,
  "phone" TEXT,
  "bank" TEXT,
  "bank_account" TEXT,
  "skonto" INTEGER,
  "skonto_until" TEXT,
  "discount" INTEGER,
  "taxed" INTEGER NOT NULL DEFAULT 0,
  "rounding" TEXT NOT NULL DEFAULT 'document',
  "note" TEXT,
  "owner" TEXT REFERENCES users(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX invoices_ref ON invoices(ref);
CREATE INDEX invoices_number ON invoices("number") WHERE "number" IS NOT NULL;
CREATE INDEX invoices_official ON invoices("official") WHERE "official" IS NOT NULL;
CREATE INDEX invoices_client ON invoices("client") WHERE "client" IS NOT NULL;
CREATE INDEX invoices_order ON invoices("order") WHERE "order" IS NOT NULL;
CREATE INDEX invoices_part ON invoices("part") WHERE "part" IS NOT NULL;
CREATE INDEX invoices_reverses ON invoices("reverses") WHERE "reverses" IS NOT NULL;
CREATE INDEX invoices_owner ON invoices("owner") WHERE "owner" IS NOT NULL;
CREATE TABLE invoicelines(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "invoice" TEXT NOT NULL REFERENCES invoices(id),
  "orderline" TEXT REFERENCES orderlines(id),
  "position" INTEGER NOT NULL DEFAULT 0,
  "kind" TEXT NOT NULL DEFAULT 'item',
  "product" TEXT REFERENCES products(id),
  "text" TEXT,
  "quantity" TEXT NOT NULL DEFAULT '1',
  "unit" TEXT,
  "price" INTEGER,
  "per" INTEGER NOT NULL DEFAULT 1,
  "discount" INTEGER,
  "off" INTEGER,
  "extra_charge" INTEGER,
  "tax" TEXT NOT NULL DEFAULT 'standard',
  "rate" INTEGER,
  "net" INTEGER,
  "currency" TEXT,
  "reverses" TEXT REFERENCES invoicelines(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX invoicelines_ref ON invoicelines(ref);
CREATE INDEX invoicelines_invoice ON invoicelines("invoice") WHERE "invoice" IS NOT NULL;
CREATE INDEX invoicelines_orderline ON invoicelines("orderline") WHERE "orderline" IS NOT NULL;
CREATE INDEX invoicelines_product ON invoicelines("product") WHERE "product" IS NOT NULL;
CREATE INDEX invoicelines_reverses ON invoicelines("reverses") WHERE "reverses" IS NOT NULL;
CREATE TABLE payments(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "client" TEXT NOT NULL REFERENCES clients(id),
  "amount" INTEGER NOT NULL,
  "currency" TEXT,
  "date" TEXT,
  "method" TEXT NOT NULL DEFAULT 'transfer',
  "matures" TEXT,
  "order" TEXT REFERENCES orders(id),
  "reverses" TEXT REFERENCES payments(id),
  "reference" TEXT,
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX payments_ref ON payments(ref);
CREATE INDEX payments_client ON payments("client") WHERE "client" IS NOT NULL;
CREATE INDEX payments_order ON payments("order") WHERE "order" IS NOT NULL;
CREATE INDEX payments_reverses ON payments("reverses") WHERE "reverses" IS NOT NULL;
CREATE TABLE allocations(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "payment" TEXT NOT NULL REFERENCES payments(id),
  "invoice" TEXT NOT NULL REFERENCES invoices(id),
  "amount" INTEGER NOT NULL,
  "skonto" INTEGER NOT NULL DEFAULT 0,
  "currency" TEXT,
  "reverses" TEXT REFERENCES allocations(id),
  "date" TEXT,
  "cash" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX allocations_ref ON allocations(ref);
CREATE INDEX allocations_payment ON allocations("payment") WHERE "payment" IS NOT NULL;
CREATE INDEX allocations_invoice ON allocations("invoice", "cash", "amount", "skonto") WHERE "invoice" IS NOT NULL;
CREATE INDEX allocations_cash ON allocations("cash") WHERE "cash" IS NOT NULL;
CREATE INDEX allocations_reverses ON allocations("reverses") WHERE "reverses" IS NOT NULL;
CREATE TABLE contracts(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "number" TEXT,
  "name" TEXT NOT NULL,
  "client" TEXT NOT NULL REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "kind" TEXT,
  "value" INTEGER,
  "currency" TEXT,
  "signed" TEXT,
  "start" TEXT,
  "end" TEXT,
  "renewal" TEXT NOT NULL DEFAULT 'none',
  "months" INTEGER,
  "notice" INTEGER,
  "terminated" TEXT,
  "reason" TEXT,
  "renewed" TEXT REFERENCES contracts(id),
  "pricebook" TEXT REFERENCES pricebooks(id),
  "opportunity" TEXT REFERENCES opportunities(id),
  "quote" TEXT REFERENCES quotes(id),
  "file" TEXT,
  "owner" TEXT REFERENCES users(id),
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX contracts_ref ON contracts(ref);
CREATE INDEX contracts_number ON contracts("number") WHERE "number" IS NOT NULL;
CREATE INDEX contracts_client ON contracts("client") WHERE "client" IS NOT NULL;
CREATE INDEX contracts_contact ON contracts("contact") WHERE "contact" IS NOT NULL;
CREATE INDEX contracts_renewed ON contracts("renewed") WHERE "renewed" IS NOT NULL;
CREATE INDEX contracts_pricebook ON contracts("pricebook") WHERE "pricebook" IS NOT NULL;
CREATE INDEX contracts_opportunity ON contracts("opportunity") WHERE "opportunity" IS NOT NULL;
CREATE INDEX contracts_quote ON contracts("quote") WHERE "quote" IS NOT NULL;
CREATE INDEX contracts_owner ON contracts("owner") WHERE "owner" IS NOT NULL;
CREATE TABLE memberships(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "number" TEXT,
  "client" TEXT NOT NULL REFERENCES clients(id),
  "contact" TEXT REFERENCES contacts(id),
  "level" TEXT,
  "start" TEXT,
  "end" TEXT,
  "months" INTEGER,
  "ended" TEXT,
  "owner" TEXT REFERENCES users(id),
  "note" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX memberships_ref ON memberships(ref);
CREATE INDEX memberships_number ON memberships("number") WHERE "number" IS NOT NULL;
CREATE INDEX memberships_client ON memberships("client") WHERE "client" IS NOT NULL;
CREATE INDEX memberships_contact ON memberships("contact") WHERE "contact" IS NOT NULL;
CREATE INDEX memberships_owner ON memberships("owner") WHERE "owner" IS NOT NULL;
CREATE TABLE points(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "membership" TEXT NOT NULL REFERENCES memberships(id),
  "kind" TEXT NOT NULL DEFAULT 'earn',
  "amount" INTEGER NOT NULL,
  "date" TEXT,
  "expires" TEXT,
  "order" TEXT REFERENCES orders(id),
  "reverses" TEXT REFERENCES points(id),
  "reason" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX points_ref ON points(ref);
CREATE INDEX points_membership ON points("membership") WHERE "membership" IS NOT NULL;
CREATE INDEX points_order ON points("order") WHERE "order" IS NOT NULL;
CREATE INDEX points_reverses ON points("reverses") WHERE "reverses" IS NOT NULL;
CREATE TABLE exports(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "filter" TEXT,
  "fields" TEXT,
  "format" TEXT NOT NULL,
  "count" INTEGER NOT NULL DEFAULT 0,
  "target" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE TABLE stage_history(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "opportunity" TEXT NOT NULL REFERENCES opportunities(id),
  "pipeline" TEXT NOT NULL REFERENCES pipelines(id),
  "stage" TEXT NOT NULL REFERENCES stages(id),
  "entered" TEXT NOT NULL,
  "effective" TEXT NOT NULL,
  "until" TEXT NOT NULL,
  "value" INTEGER,
  "currency" TEXT,
  "probability" INTEGER,
  "category" TEXT,
  "close" TEXT,
  "owner" TEXT REFERENCES users(id),
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE INDEX stage_history_pipeline ON stage_history("pipeline") WHERE "pipeline" IS NOT NULL;
CREATE INDEX stage_history_owner ON stage_history("owner") WHERE "owner" IS NOT NULL;
CREATE TABLE elements(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "record" TEXT NOT NULL,
  "field" TEXT NOT NULL,
  "value" TEXT NOT NULL,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE TABLE externals(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "record" TEXT NOT NULL,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE TABLE differences(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "noun_name" TEXT NOT NULL,
  "record" TEXT NOT NULL,
  "other" TEXT NOT NULL,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
CREATE TABLE settings(
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  "ref" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "value" TEXT,
  "created" TEXT,
  "author" TEXT REFERENCES users(id),
  extra TEXT
) STRICT;
-- When who was spoken to last, and whether really, without a look at the activities themselves.
CREATE INDEX activities_client ON activities(client, at, kind, outcome) WHERE client IS NOT NULL;
CREATE INDEX activities_contact ON activities(contact, at, kind, outcome) WHERE contact IS NOT NULL;
CREATE INDEX activities_opportunity ON activities(opportunity, at, kind, outcome) WHERE opportunity IS NOT NULL;
CREATE INDEX activities_lead ON activities(lead, at, kind, outcome) WHERE lead IS NOT NULL;
CREATE INDEX activities_at ON activities(at);
CREATE INDEX contacts_birthday ON contacts(substr(birthday, -5)) WHERE birthday IS NOT NULL;
CREATE INDEX clients_birthday ON clients(substr(birthday, -5)) WHERE birthday IS NOT NULL;
CREATE INDEX contacts_festivals ON contacts(client) WHERE festivals IS NOT NULL;
CREATE INDEX contacts_gift ON contacts(client) WHERE gift IS NOT NULL;
CREATE INDEX clients_festivals ON clients(owner) WHERE festivals IS NOT NULL;
CREATE INDEX clients_gift ON clients(owner) WHERE gift IS NOT NULL;
-- New leads that wait for an answer.
CREATE INDEX leads_waiting ON leads(created, owner) WHERE type = 'new' AND responded IS NULL;
CREATE INDEX tasks_client ON tasks(client, status, due) WHERE client IS NOT NULL;
CREATE INDEX tasks_opportunity ON tasks(opportunity, status, due) WHERE opportunity IS NOT NULL;
CREATE INDEX tasks_lead ON tasks(lead, status, due) WHERE lead IS NOT NULL;
CREATE INDEX tasks_done ON tasks(done) WHERE done IS NOT NULL;
CREATE INDEX tasks_owner ON tasks(owner, status, due);
-- Everything the board and the forecast read of an open deal, so that the many closed ones cost nothing.
CREATE INDEX opportunities_open ON opportunities(close, stage, currency, amount, probability, category, product, quantity, pipeline) WHERE status = 'open';
-- The lanes of the board in their order, with all that their sums are made of.
CREATE INDEX opportunities_lanes ON opportunities(stage, amount DESC, currency, probability, product, quantity) WHERE status = 'open';
-- All that is read of what was won and lost in a period.
CREATE INDEX opportunities_closed ON opportunities(closed, status, currency, amount, product, quantity, pipeline) WHERE closed IS NOT NULL;
-- What was written of deals since a day.
CREATE INDEX history_created ON stage_history(created, opportunity);
CREATE INDEX history_deal ON stage_history(opportunity, effective, until, stage, entered);
-- All that the board of a day reads; by stage first, so that nothing is sorted.
CREATE INDEX history_day ON stage_history(stage, until, effective, value, currency, probability);
CREATE INDEX elements_record ON elements(record, field);
CREATE INDEX elements_value ON elements(value, field);
CREATE INDEX differences_record ON differences(record);
CREATE INDEX differences_other ON differences(other);
CREATE UNIQUE INDEX externals_key ON externals(source, key, noun_name);
CREATE INDEX externals_record ON externals(record);
CREATE UNIQUE INDEX settings_name ON settings(name);
