-- The leads that became a client, or more of it, and which it was merged from: their refs still mean it.
SELECT 'lead', l.ref, l.name, l.source, l.campaign, l.created, l.converted FROM visible_leads l WHERE l.client = :client
UNION ALL
SELECT 'merged', c.ref, c.name, c.source, c.campaign, c.created, NULL FROM main.clients c WHERE c.merged_into = :client
ORDER BY 1, 6
