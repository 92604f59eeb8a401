DROP INDEX "payments"."payments_unsettled";--> statement-breakpoint
ALTER TABLE "payments"."meter" ADD COLUMN "slowness" double precision DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."meter" ADD COLUMN "slowed_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."refunds" ADD COLUMN "intent" text;--> statement-breakpoint
ALTER TABLE "payments"."refunds" ADD COLUMN "reversed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."stripe_events" ADD COLUMN "object" text;--> statement-breakpoint
ALTER TABLE "payments"."stripe_events" ADD COLUMN "account" text;--> statement-breakpoint
CREATE INDEX "disputes_open" ON "payments"."disputes" USING btree ("opened_at") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_late" ON "payments"."refunds" USING btree ("intent") WHERE because = 'late';--> statement-breakpoint
CREATE INDEX "refunds_failed" ON "payments"."refunds" USING btree ("changed_at") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "payments_unsettled" ON "payments"."payments" USING btree ("changed_at") WHERE state in ('opening', 'open', 'authorized', 'capturing', 'voiding', 'taken', 'returning');