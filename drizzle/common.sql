-- Installed in every service's schema (:schema stands for its name) each time migrations run.

-- Notes a message as heard, or raises why it must not be applied; whatever else its transaction did is then undone.
-- HF001 heard before · HF003 older than what was heard · HF002 something before it is still on its way.
create or replace function :schema.hear(p_id text, p_type text, p_aggregate text, p_version integer, p_ordered boolean)
returns void language plpgsql as $$
declare
  known integer;
begin
  insert into :schema.inbox (message_id, type, aggregate, version)
  values (p_id, p_type, p_aggregate, p_version)
  on conflict do nothing;
  if not found then
    raise exception 'message % was heard before', p_id using errcode = 'HF001';
  end if;
  if not p_ordered then
    return;
  end if;
  insert into :schema.heard (aggregate, version) values (p_aggregate, 0) on conflict do nothing;
  select version into known from :schema.heard where aggregate = p_aggregate for update;
  if p_version <= known then
    raise exception 'version % of % is past, heard %', p_version, p_aggregate, known using errcode = 'HF003';
  elsif p_version > known + 1 then
    raise exception 'version % of % is early, heard %', p_version, p_aggregate, known using errcode = 'HF002';
  end if;
  update :schema.heard set version = p_version where aggregate = p_aggregate;
end
$$;

-- The guard of compare-and-set: raises HF004 when the statement before it changed nothing, because somebody else was first.
create or replace function :schema.must_change(p_rows bigint)
returns void language plpgsql as $$
begin
  if p_rows = 0 then
    raise exception 'changed meanwhile' using errcode = 'HF004';
  end if;
end
$$;
