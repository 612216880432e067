-- Fencing tokens: numbers that grow. Run where they are missing.

create sequence if not exists fencing_token;
