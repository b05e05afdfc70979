-- The web entries of the file that pods were ever found of. One without pods is down; one that never had any is misconfigured.
CREATE TABLE freshen.web (
    name text PRIMARY KEY
);

INSERT INTO freshen.web (name) SELECT DISTINCT web FROM freshen.target WHERE kind = 'pod';
