-- The ledger keeps three promises by itself, whoever writes: what is written stays, each transaction adds up to zero, and what
-- all of them add up to is there without adding.

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

-- Keeps payments.ledger_balances. In one order for everybody, so that two who post at once wait for each other and never in a
-- circle; in one of eight rows by connection, so that they seldom wait at all.
create or replace function payments.ledger_sums_up()
returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into payments.ledger_balances as b (account, seller, currency, slot, amount, lines, moved_at)
    select w.account, case w.account when 'sellers' then coalesce(w.seller, '') else '' end, w.currency, pg_backend_pid() % 8,
      sum(w.amount), count(*), max(w.at)
    from written w group by 1, 2, 3 order by 1, 2, 3
    on conflict (account, seller, currency, slot) do update set amount = b.amount + excluded.amount,
      lines = b.lines + excluded.lines, moved_at = greatest(b.moved_at, excluded.moved_at);
  else
    -- Nobody gets here but the owner of the database who has switched off what keeps the ledger append-only.
    lock table payments.ledger_balances in exclusive mode;
    delete from payments.ledger_balances;
    insert into payments.ledger_balances (account, seller, currency, slot, amount, lines, moved_at)
    select l.account, case l.account when 'sellers' then coalesce(l.seller, '') else '' end, l.currency, 0,
      sum(l.amount), count(*), max(l.at)
    from payments.ledger l group by 1, 2, 3;
  end if;
  return null;
end
$$;

-- Once, with all that is there by then.
do $$ begin
  if exists (select from pg_trigger where tgrelid = 'payments.ledger'::regclass and tgname = 'ledger_sums_up') then
    return;
  end if;
  lock table payments.ledger in share row exclusive mode;
  create trigger ledger_sums_up
    after insert on payments.ledger referencing new table as written
    for each statement execute function payments.ledger_sums_up();
  create trigger ledger_sums_up_anew
    after update or delete or truncate on payments.ledger
    for each statement execute function payments.ledger_sums_up();
  insert into payments.ledger_balances (account, seller, currency, slot, amount, lines, moved_at)
  select l.account, case l.account when 'sellers' then coalesce(l.seller, '') else '' end, l.currency, 0,
    sum(l.amount), count(*), max(l.at)
  from payments.ledger l group by 1, 2, 3;
end $$;
