CREATE TABLE "notifications"."heard" (
	"aggregate" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications"."idempotency_keys" (
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
CREATE TABLE "notifications"."inbox" (
	"message_id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"aggregate" text NOT NULL,
	"version" integer NOT NULL,
	"heard_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications"."mails" (
	"about" text NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"state" text DEFAULT 'due' NOT NULL,
	"account" text,
	"email" text,
	"language" text,
	"letter" jsonb,
	"order" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"useless_at" timestamp with time zone,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"round" integer DEFAULT 0 NOT NULL,
	"claimed_until" timestamp with time zone,
	"why" text,
	"closed_at" timestamp with time zone,
	CONSTRAINT "mails_about_kind_pk" PRIMARY KEY("about","kind")
);
--> statement-breakpoint
CREATE TABLE "notifications"."operator_actions" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notifications"."operator_actions_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"operator" text NOT NULL,
	"operator_name" text NOT NULL,
	"action" text NOT NULL,
	"message" text,
	"type" text,
	"letter" text NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notifications"."outbox" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "notifications"."outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" text NOT NULL,
	"type" text NOT NULL,
	"aggregate" text NOT NULL,
	"version" integer NOT NULL,
	"occurred_at" timestamp with time zone DEFAULT now() NOT NULL,
	"traceparent" text,
	"data" jsonb NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"claimed_until" timestamp with time zone,
	"published_at" timestamp with time zone,
	"ask_at" timestamp with time zone DEFAULT now() NOT NULL,
	"resent" integer DEFAULT 0 NOT NULL,
	"heard_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "notifications"."recipients" (
	"account" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"email" text,
	"language" text,
	"time_zone" text,
	"deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "idempotency_keys_claimed_at" ON "notifications"."idempotency_keys" USING btree ("claimed_at");--> statement-breakpoint
CREATE INDEX "inbox_heard_at" ON "notifications"."inbox" USING btree ("heard_at");--> statement-breakpoint
CREATE UNIQUE INDEX "mails_id" ON "notifications"."mails" USING btree ("id");--> statement-breakpoint
CREATE INDEX "mails_due" ON "notifications"."mails" USING btree ("due_at") WHERE state = 'due';--> statement-breakpoint
CREATE INDEX "mails_state" ON "notifications"."mails" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "mails_account" ON "notifications"."mails" USING btree ("account") WHERE letter is not null;--> statement-breakpoint
CREATE INDEX "mails_closed_at" ON "notifications"."mails" USING btree ("closed_at") WHERE letter is not null;--> statement-breakpoint
CREATE INDEX "operator_actions_message" ON "notifications"."operator_actions" USING btree ("message");--> statement-breakpoint
CREATE INDEX "outbox_unpublished" ON "notifications"."outbox" USING btree ("position") WHERE "notifications"."outbox"."published_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_unheard" ON "notifications"."outbox" USING btree ("ask_at") WHERE published_at is not null and heard_at is null;--> statement-breakpoint
CREATE INDEX "outbox_aggregate" ON "notifications"."outbox" USING btree ("aggregate") WHERE heard_at is not null;--> statement-breakpoint
CREATE INDEX "outbox_trace" ON "notifications"."outbox" USING btree (substr(traceparent, 4, 32)) WHERE heard_at is not null;--> statement-breakpoint
CREATE INDEX "outbox_order" ON "notifications"."outbox" USING btree ((data ->> 'order')) WHERE heard_at is not null and data ->> 'order' <> aggregate;