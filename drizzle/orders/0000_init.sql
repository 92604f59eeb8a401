CREATE TABLE "orders"."events" (
	"id" text PRIMARY KEY NOT NULL,
	"seller" text NOT NULL,
	"title" text NOT NULL,
	"venue" text NOT NULL,
	"city" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"currency" text NOT NULL,
	"hold_minutes" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders"."heard" (
	"aggregate" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders"."idempotency_keys" (
	"account" text NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"status" integer,
	"body" text,
	"headers" jsonb,
	CONSTRAINT "idempotency_keys_account_key_pk" PRIMARY KEY("account","key")
);
--> statement-breakpoint
CREATE TABLE "orders"."inbox" (
	"message_id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"aggregate" text NOT NULL,
	"version" integer NOT NULL,
	"heard_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders"."orders" (
	"id" text PRIMARY KEY NOT NULL,
	"buyer" text NOT NULL,
	"event" text NOT NULL,
	"state" text NOT NULL,
	"because" text,
	"lines" jsonb NOT NULL,
	"units" bigint[] NOT NULL,
	"amount" integer NOT NULL,
	"currency" text NOT NULL,
	"held_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"extensions" integer DEFAULT 0 NOT NULL,
	"payment" text,
	"closed_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	"idempotency_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	CONSTRAINT "orders_because" CHECK ((state = 'released') = (because is not null)),
	CONSTRAINT "orders_amount" CHECK (amount >= 0)
);
--> statement-breakpoint
CREATE TABLE "orders"."outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "orders"."outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"type" text NOT NULL,
	"aggregate" text NOT NULL,
	"version" integer NOT NULL,
	"occurred_at" timestamp with time zone DEFAULT now() NOT NULL,
	"traceparent" text,
	"data" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"claimed_until" timestamp with time zone,
	"published_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "orders"."ticket_types" (
	"id" text PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"name" text NOT NULL,
	"price" integer NOT NULL,
	"quantity" integer NOT NULL,
	"max_per_order" integer NOT NULL,
	"sales_start_at" timestamp with time zone,
	"sales_end_at" timestamp with time zone,
	"stocked" integer DEFAULT 0 NOT NULL,
	"on_sale" boolean DEFAULT true NOT NULL
);
--> statement-breakpoint
CREATE TABLE "orders"."units" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "orders"."units_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ticket_type" text NOT NULL,
	"rank" real DEFAULT random() NOT NULL,
	"order_id" text
);
--> statement-breakpoint
CREATE INDEX "idempotency_keys_claimed_at" ON "orders"."idempotency_keys" USING btree ("claimed_at");--> statement-breakpoint
CREATE INDEX "inbox_heard_at" ON "orders"."inbox" USING btree ("heard_at");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_idempotency_key" ON "orders"."orders" USING btree ("buyer","idempotency_key");--> statement-breakpoint
CREATE INDEX "orders_held" ON "orders"."orders" USING btree ("event","expires_at") WHERE state = 'held';--> statement-breakpoint
CREATE INDEX "outbox_unpublished" ON "orders"."outbox" USING btree ("position") WHERE "orders"."outbox"."published_at" is null;--> statement-breakpoint
CREATE INDEX "ticket_types_event" ON "orders"."ticket_types" USING btree ("event");--> statement-breakpoint
CREATE INDEX "units_free" ON "orders"."units" USING btree ("ticket_type","rank") WHERE order_id is null;