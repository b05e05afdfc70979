-- Names that say what the columns hold.
ALTER TABLE freshen.checkpoint RENAME COLUMN at TO looked_at;
ALTER TABLE freshen.checkpoint RENAME COLUMN world TO database_identity;
ALTER TABLE freshen.target RENAME COLUMN lacking TO resend_from;
ALTER TABLE freshen.run RENAME COLUMN at TO looked_at;

-- A refused tag is stored as the log stores it, without `#`.
UPDATE freshen.quarantine SET path = substr(path, 2) WHERE kind = 'tag' AND path LIKE '#%';
