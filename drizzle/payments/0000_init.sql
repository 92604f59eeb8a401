CREATE TABLE "payments"."heard" (
	"aggregate" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."idempotency_keys" (
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
CREATE TABLE "payments"."inbox" (
	"message_id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"aggregate" text NOT NULL,
	"version" integer NOT NULL,
	"heard_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payments"."outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
CREATE TABLE "payments"."payments" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"buyer" text,
	"amount" integer,
	"currency" text,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"session_expires_at" timestamp with time zone,
	"session" text,
	"url" text,
	"intent" text,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."stripe_events" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"payment" text,
	"intent" text,
	"session" text,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"applied_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "idempotency_keys_claimed_at" ON "payments"."idempotency_keys" USING btree ("claimed_at");--> statement-breakpoint
CREATE INDEX "inbox_heard_at" ON "payments"."inbox" USING btree ("heard_at");--> statement-breakpoint
CREATE INDEX "outbox_unpublished" ON "payments"."outbox" USING btree ("position") WHERE "payments"."outbox"."published_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_order" ON "payments"."payments" USING btree ("order_id");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_session" ON "payments"."payments" USING btree ("session");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_intent" ON "payments"."payments" USING btree ("intent");--> statement-breakpoint
CREATE INDEX "payments_unsettled" ON "payments"."payments" USING btree ("changed_at") WHERE state in ('opening', 'authorized', 'capturing', 'voiding');--> statement-breakpoint
CREATE INDEX "stripe_events_unapplied" ON "payments"."stripe_events" USING btree ("received_at") WHERE applied_at is null;