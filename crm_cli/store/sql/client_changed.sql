-- Whether anything was ever changed of a client; nothing where it stands as it was added.
SELECT 1 FROM op WHERE noun = 'C' AND n = :n AND kind <> 'I' LIMIT 1
