-- The ledger keeps two promises by itself, whoever writes: what is written stays, and each transaction adds up to zero.

create or replace function payments.ledger_is_append_only()
returns trigger language plpgsql as $$
begin
  raise exception 'the ledger is append-only';
end
$$;

create or replace trigger ledger_append_only
  before update or delete or truncate on payments.ledger
  for each statement execute function payments.ledger_is_append_only();

create or replace function payments.ledger_adds_up()
returns trigger language plpgsql as $$
begin
  if exists (
    select from payments.ledger l join written w on w.key = l.key
    group by l.key having sum(l.amount) <> 0 or count(distinct l.currency) > 1) then
    raise exception 'a transaction of the ledger does not add up to zero';
  end if;
  return null;
end
$$;

-- Both lines of a transaction are one statement, so each statement has to add up.
create or replace trigger ledger_adds_up
  after insert on payments.ledger referencing new table as written
  for each statement execute function payments.ledger_adds_up();
