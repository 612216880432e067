-- Fencing tokens: numbers that grow. Run at every start; changes nothing that is there.

create sequence if not exists fencing_token;
