-- Make izone's role and database when the container of PostgreSQL starts on an empty volume; docker-compose.yml mounts it.
-- The role owns its database and is no superuser: what reaches the database through izone reads no file of the server,
-- starts no program there, and makes no other role. The superuser has no password, so that nobody logs in as it over the
-- network; inside the container it needs none.
\getenv password IZONE_PASSWORD
CREATE ROLE izone LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE DATABASE izone OWNER izone;
ALTER ROLE CURRENT_USER PASSWORD NULL;
