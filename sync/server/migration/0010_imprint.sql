-- +goose Up
-- What a row of the log left: 8 bytes over the record as it was written, 8 over `was`.
-- NULL in rows of before, and where no record was touched.
ALTER TABLE op ADD COLUMN imprint BLOB;
