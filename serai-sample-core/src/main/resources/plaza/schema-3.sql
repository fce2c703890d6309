-- How the community reaches a member; his own business, so it is shown to nobody else.
alter table member add column phone text;
