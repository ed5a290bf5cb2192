-- Which of these :ids a filter finds.
SELECT t.id FROM {source} WHERE t.id IN (SELECT value FROM json_each(:ids)) AND ({filter})
