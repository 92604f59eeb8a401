-- At the door: what a pass says, and who is let in with it. Everything is decided here, whatever messages are under way.

-- Fifteen letters of five random bits each. There is no I, L, O or U, which are misread, or make words. Byte 6 of a random UUID
-- is not all chance, and is left out.
create or replace function orders.new_pass()
returns text language sql volatile as $$
  select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (get_byte(chance.bytes, n) & 31), 1), '')
  from (select uuid_send(gen_random_uuid()) as bytes) chance cross join generate_series(0, 15) n
  where n <> 6
$$;

-- One ticket of an order as the door is told of it. Its type is read from the order's lines: the unit itself may be somebody
-- else's by now, or gone.
create or replace function orders.view_ticket(o orders.orders, p_unit bigint)
returns jsonb language sql stable as $$
  select jsonb_build_object('ticketType', line.type, 'name', line.name, 'number', own.n, 'of', cardinality(o.units),
    'seat', (select jsonb_build_object('section', r.section, 'row', r.name, 'seat', u.seat)
             from orders.units u join orders.seat_rows r on r.ticket_type = u.ticket_type and r.number = u.seat_row
             where u.id = p_unit))
  from (select array_position(o.units, p_unit) as n) own
  cross join lateral (
    select summed.line->>'ticketType' as type, summed.line->>'name' as name
    from (
      select line, sum((line->>'quantity')::integer) over (order by at) as upto
      from jsonb_array_elements(o.lines) with ordinality lines(line, at)) summed
    where summed.upto >= own.n order by summed.upto limit 1) line
$$;

-- A buyer's own order with the codes of its units, by their ids; null for anybody else's. A code is made when its buyer looks for
-- the first time: one that nobody was shown is not there, and nobody has to catch up for orders that were paid before.
create or replace function orders.passes_of(p_order text, p_buyer text)
returns jsonb language plpgsql as $$
begin
  insert into orders.passes (code, order_id, unit)
  select orders.new_pass(), o.id, own.id
  from orders.orders o cross join lateral unnest(o.units) as own(id)
  where o.id = p_order and o.buyer = p_buyer and o.state in ('paid', 'refunded')
    and not exists (select from orders.passes p where p.order_id = o.id and p.unit = own.id)
  on conflict do nothing;
  return (
    select jsonb_build_object('order', orders.view_order(o), 'codes', coalesce(
      (select jsonb_object_agg(p.unit, p.code) from orders.passes p where p.order_id = o.id), '{}'))
    from orders.orders o where o.id = p_order and o.buyer = p_buyer);
end
$$;

create or replace function orders.view_admission(a orders.admissions)
returns jsonb language sql stable as $$
  select jsonb_build_object('id', a.id, 'at', a.at, 'undoneAt', a.undone_at, 'ticket', orders.view_ticket(o, a.unit))
  from orders.orders o where o.id = a.order_id
$$;

-- Lets somebody in with a pass, for the seller of the event alone; for anybody else there is neither the event nor the pass.
-- Answers {outcome}: `admitted` with the admission, `not-found`, `key-reused`, or why not, with the ticket where it is of this
-- event: `not-this-event` (with its `title`), `given-back`, `frozen`, `event-cancelled`, `admitted-already` (with `at`).
create or replace function orders.admit(p_admission text, p_event text, p_seller text, p_code text, p_key text)
returns jsonb language plpgsql as $$
declare
  pass record;
  had orders.admissions;
  sold orders.orders;
  ticket jsonb;
begin
  select p.order_id, p.unit, e.id as event, e.title into pass
  from orders.passes p join orders.orders o on o.id = p.order_id join orders.events e on e.id = o.event
  where p.code = p_code and e.seller = p_seller
    and exists (select from orders.events here where here.id = p_event and here.seller = p_seller);
  if not found then
    return jsonb_build_object('outcome', 'not-found');
  elsif pass.event <> p_event then
    return jsonb_build_object('outcome', 'not-this-event', 'title', pass.title);
  end if;

  -- Shared with others at the door, and with nobody who changes the order: a refund or a dispute is before this, or after it.
  -- What it wrote is seen by the statements that begin under the lock.
  select * into sold from orders.orders where id = pass.order_id for share;
  ticket := orders.view_ticket(sold, pass.unit);
  loop
    select * into had from orders.admissions a where a.by = p_seller and a.key = p_key;
    if found then
      if had.order_id <> pass.order_id or had.unit <> pass.unit then
        return jsonb_build_object('outcome', 'key-reused');
      end if;
      return jsonb_build_object('outcome', 'admitted', 'admission', orders.view_admission(had));
    elsif sold.state <> 'paid' or exists (
      select from orders.refunds r where r.order_id = sold.id and pass.unit = any (r.units)) then
      return jsonb_build_object('outcome', 'given-back', 'ticket', ticket);
    elsif sold.frozen_at is not null then
      return jsonb_build_object('outcome', 'frozen', 'ticket', ticket);
    elsif exists (select from orders.events e where e.id = p_event and e.cancelled_at is not null) then
      return jsonb_build_object('outcome', 'event-cancelled', 'ticket', ticket);
    end if;

    -- Of many who do this at once one writes the row: the others wait for it, and find it.
    insert into orders.admissions (id, event, order_id, unit, by, key)
    values (p_admission, p_event, sold.id, pass.unit, p_seller, p_key)
    on conflict do nothing
    returning * into had;
    if found then
      return jsonb_build_object('outcome', 'admitted', 'admission', orders.view_admission(had));
    end if;
    select * into had from orders.admissions a
    where a.unit = pass.unit and a.undone_at is null and (a.by <> p_seller or a.key <> p_key);
    if found then
      return jsonb_build_object('outcome', 'admitted-already', 'ticket', ticket, 'at', had.at);
    end if;
    -- Taken back in this very moment, or written by the same request, sent twice: look once more.
  end loop;
end
$$;

-- How it stands at the door of a seller's own event: of each type how many are expected and how many are inside, and the last
-- who came. Null for anybody else's. Who was let in and got the money back all the same is counted as inside, and so as expected.
create or replace function orders.at_the_door(p_event text, p_seller text, p_latest integer)
returns jsonb language sql stable as $$
  with tickets as (
    select u.ticket_type as type, a.id is not null as inside
    from orders.orders o
    cross join lateral unnest(o.units) as own(id)
    join orders.units u on u.id = own.id
    left join orders.admissions a on a.unit = own.id and a.order_id = o.id and a.undone_at is null
    where o.event = p_event and o.state in ('paid', 'refunded')
      and (a.id is not null
        or not exists (select from orders.refunds r where r.order_id = o.id and own.id = any (r.units)))),
  counted as (
    select t.id, t.name, count(c.type)::integer as sold, (count(*) filter (where c.inside))::integer as admitted
    from orders.ticket_types t left join tickets c on c.type = t.id
    where t.event = p_event
    group by t.id
    having t.on_sale or count(c.type) > 0),
  latest as (
    select a from orders.admissions a where a.event = p_event and a.undone_at is null order by a.id desc limit p_latest)
  select jsonb_build_object('now', now(),
    'ticketTypes', (select coalesce(jsonb_agg(jsonb_build_object('ticketType', id, 'name', name, 'sold', sold, 'admitted', admitted)
      order by id), '[]') from counted),
    'latest', (select coalesce(jsonb_agg(orders.view_admission(a) order by (a).id desc), '[]') from latest))
  from orders.events e where e.id = p_event and e.seller = p_seller
$$;
