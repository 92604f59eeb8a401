-- Seats with names. A seat is a unit like any other; what differs is how it is picked: by name, or side by side. Its rank is not
-- random but the place of its row, best first, so that the index of free units leads from one row with a free seat to the next.

-- The names of seats, in the order of their rows.
create or replace function orders.seat_names(p_units bigint[])
returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('section', r.section, 'row', r.name, 'seat', u.seat) order by r.position, u.seat), '[]')
  from orders.units u
  join orders.seat_rows r on r.ticket_type = u.ticket_type and r.number = u.seat_row
  where u.id = any (p_units)
$$;

-- The units that seats of these names are; a name that there is not, or not any more, is missing.
create or replace function orders.seats_named(p_type text, p_seats jsonb)
returns bigint[] language sql stable as $$
  select coalesce(array_agg(u.id), '{}')
  from jsonb_to_recordset(p_seats) as s(section text, "row" text, seat integer)
  join orders.seat_rows r on r.ticket_type = p_type and r.section = s.section and r.name = s."row"
  join orders.units u on u.ticket_type = p_type and u.seat_row = r.number and u.seat = s.seat
  where not u.withdrawn
$$;

-- The best p_wanted free seats side by side in the row at a place, without locking them; null when there are none. Leaving
-- somebody's only neighbour alone is worst, then comes the distance from the middle. p_without are as good as taken.
create or replace function orders.side_by_side(p_type text, p_place real, p_wanted integer, p_without bigint[])
returns bigint[] language plpgsql stable as $$
declare
  ids bigint[];
  seats integer[];
  last integer;
  middle numeric;
  score numeric;
  best_score numeric;
  best integer;
begin
  select array_agg(u.id order by u.seat), array_agg(u.seat order by u.seat) into ids, seats
  from orders.units u
  where u.ticket_type = p_type and u.rank = p_place and u.seat is not null and u.order_id is null and not u.withdrawn
    and u.id <> all (p_without);
  last := coalesce(cardinality(ids), 0) - p_wanted + 1;
  if last < 1 then
    return null;
  end if;
  select r.first + r.last into middle from orders.seat_rows r where r.ticket_type = p_type and r.position = p_place;
  for i in 1 .. last loop
    continue when seats[i + p_wanted - 1] - seats[i] <> p_wanted - 1;
    score := abs(seats[i] + seats[i + p_wanted - 1] - middle)
      + case when seats[i - 1] = seats[i] - 1 and seats[i - 2] is distinct from seats[i] - 2 then 100000 else 0 end
      + case when seats[i + p_wanted] = seats[i + p_wanted - 1] + 1
          and seats[i + p_wanted + 1] is distinct from seats[i + p_wanted - 1] + 2 then 100000 else 0 end;
    if best is null or score < best_score then
      best := i;
      best_score := score;
    end if;
  end loop;
  return ids[best : best + p_wanted - 1];
end
$$;

-- Where the next row with a free seat is, after a place; null after the last. One step in an index, however many rows are full.
create or replace function orders.next_row(p_type text, p_after real)
returns real language sql stable as $$
  select u.rank from orders.units u
  where u.ticket_type = p_type and u.seat is not null and u.order_id is null and not u.withdrawn and u.rank > p_after
  order by u.rank limit 1
$$;

-- Locks p_wanted free seats, best rows first: side by side, or wherever they are. All of them, or an empty array.
create or replace function orders.pick_best(p_type text, p_wanted integer, p_together boolean, p_taken bigint[])
returns bigint[] language plpgsql as $$
declare
  crowded boolean;
  place real;
  found bigint[];
  locked bigint[];
  picked bigint[] := '{}';
  without bigint[] := p_taken;
begin
  -- First only rows over which nobody else is deciding: otherwise a crowd would follow one another from seat to seat.
  foreach crowded in array case when p_together then array[false, true] else array[true] end loop
    place := -1;
    loop
      place := orders.next_row(p_type, place);
      exit when place is null;
      if not p_together then
        picked := picked || array(
          select id from orders.units u
          where u.ticket_type = p_type and u.rank = place and u.seat is not null and u.order_id is null
            and not u.withdrawn and u.id <> all (p_taken)
          order by u.seat limit p_wanted - cardinality(picked) for update skip locked);
        if cardinality(picked) = p_wanted then
          return picked;
        end if;
        continue;
      end if;
      loop
        found := orders.side_by_side(p_type, place, p_wanted, without);
        exit when found is null;
        exit when not crowded and not pg_try_advisory_xact_lock(hashtextextended(p_type || '/' || place, 0));
        locked := array(
          select id from orders.units u where u.id = any (found) and u.order_id is null and not u.withdrawn
          order by u.seat for update skip locked);
        if cardinality(locked) = p_wanted then
          return locked;
        end if;
        without := without || array(select id from unnest(found) f(id) where id <> all (locked));
      end loop;
    end loop;
  end loop;
  return '{}';
end
$$;

-- Locks the seats that one line of a request asks for: {quantity, seats: [{section, row, seat}]} or {quantity, together}.
-- p_taken are given to somebody else already and not written yet. Returns all of them, or fewer.
create or replace function orders.pick_seats(p_type text, p_item jsonb, p_taken bigint[])
returns bigint[] language plpgsql as $$
declare
  wanted constant integer := (p_item->>'quantity')::integer;
  together constant boolean := coalesce((p_item->>'together')::boolean, true);
  named bigint[];
  picked bigint[];
begin
  if p_item ? 'seats' then
    named := orders.seats_named(p_type, p_item->'seats');
    for attempt in 1 .. 2 loop
      picked := array(
        select id from orders.units u where u.id = any (named) and u.order_id is null and not u.withdrawn and u.id <> all (p_taken)
        order by u.rank, u.seat for update skip locked);
      exit when cardinality(picked) = wanted or attempt = 2;
      -- Whoever has the others may have them no longer.
      exit when orders.end_lapsed(array(
        select o.id from orders.orders o
        where o.id in (select u.order_id from orders.units u where u.id = any (named))
          and o.state = 'held' and o.expires_at <= now()
        for update skip locked)) = 0;
    end loop;
    return picked;
  end if;
  picked := orders.pick_best(p_type, wanted, together, p_taken);
  -- Whose hold is over may have sat anywhere: all of them get up.
  if cardinality(picked) < wanted and orders.reclaim(p_type, 200) > 0 then
    picked := orders.pick_best(p_type, wanted, together, p_taken);
  end if;
  return picked;
end
$$;

-- Why that could not be had: {outcome: again|seats-taken|not-together|sold-out, seats?}. `seats` are those of the wanted names
-- that are not among p_picked; `again` while somebody else is still deciding over what is missing.
create or replace function orders.seat_shortage(p_type text, p_item jsonb, p_picked bigint[])
returns jsonb language plpgsql as $$
declare
  wanted constant integer := (p_item->>'quantity')::integer;
  gone jsonb;
  open boolean;
  free integer;
  lapsed integer;
begin
  if p_item ? 'seats' then
    select coalesce(jsonb_agg(s.seat order by s.n), '[]'), bool_and(u.id is not null and u.order_id is null and not u.withdrawn)
    into gone, open
    from jsonb_array_elements(p_item->'seats') with ordinality s(seat, n)
    left join orders.seat_rows r on r.ticket_type = p_type and r.section = s.seat->>'section' and r.name = s.seat->>'row'
    left join orders.units u on u.ticket_type = p_type and u.seat_row = r.number and u.seat = (s.seat->>'seat')::integer
    where u.id is null or u.id <> all (p_picked);
    return jsonb_build_object('outcome', case when open then 'again' else 'seats-taken' end, 'seats', gone);
  end if;
  select count(*) into free from orders.units u
  where u.ticket_type = p_type and u.seat is not null and u.order_id is null and not u.withdrawn;
  -- A hold that is over and still has its seats is being ended by somebody else.
  select count(*) into lapsed from orders.orders o
  join orders.units u on u.id = any (o.units) and u.ticket_type = p_type and not u.withdrawn
  where o.state = 'held' and o.expires_at <= now()
    and o.event = (select t.event from orders.ticket_types t where t.id = p_type);
  return jsonb_build_object('outcome', case
    when lapsed > 0 and free + lapsed >= wanted then 'again'
    when free < wanted then 'sold-out'
    when not coalesce((p_item->>'together')::boolean, true) then 'again'
    when exists (select from orders.seat_rows r where r.ticket_type = p_type and r.last >= r.first
      and orders.side_by_side(p_type, r.position, wanted, '{}') is not null) then 'again'
    else 'not-together' end);
end
$$;

-- Brings the seats of a type up to date. New ones are added at once; one that was taken away is withdrawn: nobody gets it from
-- now on, and who has it keeps it. p_rows: [{section, row, first, last}], best first.
create or replace function orders.put_seats(p_type text, p_rows jsonb)
returns void language plpgsql as $$
begin
  with given as (
    select s.section, s."row", s.first, s.last, n::integer as position
    from rows from (jsonb_to_recordset(p_rows) as (section text, "row" text, first integer, last integer))
      with ordinality as s(section, "row", first, last, n)),
  kept as (
    update orders.seat_rows r set position = g.position, first = g.first, last = g.last
    from given g where r.ticket_type = p_type and r.section = g.section and r.name = g."row"),
  ended as (
    update orders.seat_rows r set last = r.first - 1, position = 1000000 + r.number
    where r.ticket_type = p_type
      and not exists (select from given g where g.section = r.section and g."row" = r.name))
  insert into orders.seat_rows (ticket_type, number, position, section, name, first, last)
  select p_type,
    (select coalesce(max(r.number), 0) from orders.seat_rows r where r.ticket_type = p_type)
      + row_number() over (order by g.position),
    g.position, g.section, g."row", g.first, g.last
  from given g
  where not exists (
    select from orders.seat_rows r where r.ticket_type = p_type and r.section = g.section and r.name = g."row");

  update orders.units u set withdrawn = not (u.seat between r.first and r.last), rank = r.position
  from orders.seat_rows r
  where u.ticket_type = p_type and u.seat is not null and r.ticket_type = p_type and r.number = u.seat_row
    and (u.withdrawn = (u.seat between r.first and r.last) or u.rank <> r.position);

  insert into orders.units (ticket_type, rank, seat_row, seat)
  select p_type, r.position, r.number, seat
  from orders.seat_rows r cross join lateral generate_series(r.first, r.last) seat
  where r.ticket_type = p_type
  on conflict (ticket_type, seat_row, seat) where seat is not null do nothing;
end
$$;
