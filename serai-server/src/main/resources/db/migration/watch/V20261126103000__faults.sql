-- What the sandbox did to a call because its app's developer switched it on: delay, error, drop. Null: nothing.
ALTER TABLE watch.call ADD COLUMN sandbox_fault text;
