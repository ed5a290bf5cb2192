-- Clients without a phone, e-mail or account of their own or of any contact.
SELECT t.ref FROM {source}
WHERE coalesce(t.phone, t.other_phones, t.email, t.other_emails, t.wechat) IS NULL
  AND NOT EXISTS (SELECT 1 FROM visible_contacts p WHERE p.client = t.id
    AND coalesce(p.phone, p.other_phones, p.email, p.other_emails, p.wechat, p.qq) IS NOT NULL)
  AND ({filter})
ORDER BY t.n
