ALTER TABLE "tickets"."outbox" ADD COLUMN "ask_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets"."outbox" ADD COLUMN "resent" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets"."outbox" ADD COLUMN "heard_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "outbox_unheard" ON "tickets"."outbox" USING btree ("ask_at") WHERE published_at is not null and heard_at is null;--> statement-breakpoint
CREATE INDEX "outbox_aggregate" ON "tickets"."outbox" USING btree ("aggregate") WHERE heard_at is not null;--> statement-breakpoint
CREATE INDEX "outbox_trace" ON "tickets"."outbox" USING btree (substr(traceparent, 4, 32)) WHERE heard_at is not null;--> statement-breakpoint
CREATE INDEX "outbox_order" ON "tickets"."outbox" USING btree ((data ->> 'order')) WHERE heard_at is not null and data ->> 'order' <> aggregate;