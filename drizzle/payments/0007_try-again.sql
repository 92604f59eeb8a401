DROP INDEX "payments"."stripe_events_unapplied";--> statement-breakpoint
ALTER TABLE "payments"."payments" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."payments" ADD COLUMN "try_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."refunds" ADD COLUMN "at_own_expense" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."stripe_events" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."stripe_events" ADD COLUMN "try_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
CREATE INDEX "payments_unrecorded" ON "payments"."payments" USING btree ("changed_at") WHERE state = 'closed' and session is null;--> statement-breakpoint
CREATE INDEX "stripe_events_unapplied" ON "payments"."stripe_events" USING btree ("try_at") WHERE applied_at is null;