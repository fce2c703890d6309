CREATE SCHEMA demo;

-- What a first start has done already.
CREATE TABLE demo.step (name text PRIMARY KEY);
