-- Invented numbers.
update member set phone = '1380000' || substr(id, 2) where id ~ '^u[0-9]{4}$';
