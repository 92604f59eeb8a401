CREATE TABLE "payments"."operator_actions" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payments"."operator_actions_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
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
ALTER TABLE "payments"."outbox" ADD COLUMN "ask_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."outbox" ADD COLUMN "resent" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."outbox" ADD COLUMN "heard_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payments"."payments" ADD COLUMN "traceparent" text;--> statement-breakpoint
CREATE INDEX "operator_actions_message" ON "payments"."operator_actions" USING btree ("message");--> statement-breakpoint
CREATE INDEX "outbox_unheard" ON "payments"."outbox" USING btree ("ask_at") WHERE published_at is not null and heard_at is null;--> statement-breakpoint
CREATE INDEX "outbox_aggregate" ON "payments"."outbox" USING btree ("aggregate") WHERE heard_at is not null;--> statement-breakpoint
CREATE INDEX "outbox_trace" ON "payments"."outbox" USING btree (substr(traceparent, 4, 32)) WHERE heard_at is not null;--> statement-breakpoint
CREATE INDEX "outbox_order" ON "payments"."outbox" USING btree ((data ->> 'order')) WHERE heard_at is not null and data ->> 'order' <> aggregate;--> statement-breakpoint
CREATE INDEX "stripe_events_received_at" ON "payments"."stripe_events" USING btree ("received_at");