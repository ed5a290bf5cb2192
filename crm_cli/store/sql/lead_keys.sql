-- The phone, e-mail and company keys of the open leads.
SELECT id, phone_key, email_key, firm_key FROM visible_leads WHERE type IN ('new', 'working', 'nurturing', 'qualified')
