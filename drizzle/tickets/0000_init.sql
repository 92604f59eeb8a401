CREATE TABLE "tickets"."events" (
	"id" text PRIMARY KEY NOT NULL,
	"seller" text NOT NULL,
	"seller_name" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"venue" text NOT NULL,
	"city" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"currency" text NOT NULL,
	"hold_minutes" integer NOT NULL,
	"status" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"told" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"published_at" timestamp with time zone,
	"idempotency_key" text NOT NULL,
	"fingerprint" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tickets"."heard" (
	"aggregate" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tickets"."idempotency_keys" (
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
CREATE TABLE "tickets"."inbox" (
	"message_id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"aggregate" text NOT NULL,
	"version" integer NOT NULL,
	"heard_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tickets"."outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tickets"."outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
CREATE TABLE "tickets"."ticket_types" (
	"id" text PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"price" integer NOT NULL,
	"quantity" integer NOT NULL,
	"max_per_order" integer NOT NULL,
	"sales_start_at" timestamp with time zone,
	"sales_end_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "tickets"."ticket_types" ADD CONSTRAINT "ticket_types_event_events_id_fk" FOREIGN KEY ("event") REFERENCES "tickets"."events"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "events_idempotency_key" ON "tickets"."events" USING btree ("seller","idempotency_key");--> statement-breakpoint
CREATE INDEX "events_soonest" ON "tickets"."events" USING btree ("status","starts_at","id");--> statement-breakpoint
CREATE INDEX "events_newest" ON "tickets"."events" USING btree ("status","published_at","id");--> statement-breakpoint
CREATE INDEX "events_seller" ON "tickets"."events" USING btree ("seller","id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_claimed_at" ON "tickets"."idempotency_keys" USING btree ("claimed_at");--> statement-breakpoint
CREATE INDEX "inbox_heard_at" ON "tickets"."inbox" USING btree ("heard_at");--> statement-breakpoint
CREATE INDEX "outbox_unpublished" ON "tickets"."outbox" USING btree ("position") WHERE "tickets"."outbox"."published_at" is null;--> statement-breakpoint
CREATE INDEX "ticket_types_event" ON "tickets"."ticket_types" USING btree ("event");