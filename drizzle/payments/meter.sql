-- The queue in front of Stripe (a leaky bucket, in the form of GCRA): `next_at` is when the next session may be asked for, and
-- each who takes a place moves it on. The row's lock makes places distinct; it is taken last and kept for one statement.

-- How many times slower than configured Stripe is asked now: what it was made at the last refusal, halved every ten seconds.
-- After a quarter of an hour nothing is left of it, and numbers that small are an error to PostgreSQL.
create or replace function payments.slowness_now(p_slowness double precision, p_slowed_at timestamptz)
returns double precision language sql stable as $$
  select 1 + (p_slowness - 1) * power(0.5, least(greatest(extract(epoch from now() - p_slowed_at), 0) / 10, 90))
$$;

-- A place in the queue, at `p_rate` a second; null, and nothing taken, where it would come after `p_before`.
create or replace function payments.take_place(p_name text, p_rate double precision, p_before timestamptz)
returns timestamptz language plpgsql as $$
declare
  place timestamptz;
  pace double precision;
begin
  insert into payments.meter (name, slowed_at) values (p_name, now()) on conflict do nothing;
  select greatest(m.next_at, now()), payments.slowness_now(m.slowness, m.slowed_at) / p_rate
    into place, pace from payments.meter m where m.name = p_name for update;
  if place > p_before then
    return null;
  end if;
  update payments.meter set next_at = place + make_interval(secs => pace) where name = p_name;
  return place;
end
$$;

-- Stripe says it is asked too fast: everybody who comes from now on waits a second more, and the queue moves half as fast.
create or replace function payments.slow_down(p_name text)
returns void language sql as $$
  update payments.meter set next_at = greatest(next_at, now()) + interval '1 second', slowed_at = now(),
    slowness = least(payments.slowness_now(slowness, slowed_at) * 2, 32)
  where name = p_name
$$;

-- Claims the making of an order's Checkout Session, in one statement with the place in the queue. A payment that is `awaited`
-- becomes `opening` once its place has come, with the attempt, the session's end and the terms fixed, so that everybody who
-- asks Stripe asks in the same words. Until then it keeps its place, for half a minute after its time. Null: there is no place
-- before `p_before`.
create or replace function payments.claim_checkout(
  p_id text, p_order text, p_buyer text, p_amount integer, p_currency text, p_traceparent text,
  p_seller text, p_fee integer, p_destination text, p_rate double precision, p_before timestamptz)
returns payments.payments language plpgsql as $$
declare
  known payments.payments;
  place timestamptz;
begin
  insert into payments.payments (id, order_id, buyer, amount, currency, state, traceparent, seller)
  values (p_id, p_order, p_buyer, p_amount, p_currency, 'awaited', p_traceparent, p_seller)
  on conflict (order_id) do nothing;
  select * into known from payments.payments where order_id = p_order for update;
  if known.state <> 'awaited' then
    return known;
  end if;
  place := known.slot_at;
  if place is null or place < now() - interval '30 seconds' then
    place := payments.take_place('checkouts', p_rate, p_before);
    if place is null then
      return null;
    end if;
  end if;
  -- Who comes a moment early is let through: it is less than the way to Stripe takes.
  if place > now() + interval '250 milliseconds' then
    update payments.payments set slot_at = place where id = known.id returning * into known;
  else
    update payments.payments set state = 'opening', slot_at = place, attempt = attempt + 1,
      session_expires_at = date_trunc('second', now()) + interval '30 minutes 30 seconds',
      seller = coalesce(seller, p_seller), fee = coalesce(fee, p_fee), changed_at = now(),
      destination = case when fee is null then p_destination else destination end
    where id = known.id returning * into known;
  end if;
  return known;
end
$$;

-- Stripe turned this attempt away: back to the queue with it, to a place of its own.
create or replace function payments.queue_again(p_id text, p_attempt integer)
returns void language plpgsql as $$
begin
  update payments.payments set state = 'awaited', slot_at = null, changed_at = now()
  where id = p_id and state = 'opening' and attempt = p_attempt;
  perform payments.slow_down('checkouts');
end
$$;
