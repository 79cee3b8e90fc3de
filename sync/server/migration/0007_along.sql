-- +goose Up
-- Until when a secret that was taken along on a visit stays with the device it is sealed to.
ALTER TABLE reveal ADD COLUMN until TEXT;
CREATE INDEX reveal_person ON reveal (person, at);
