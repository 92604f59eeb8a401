DROP INDEX "payments"."reconciliations_at";--> statement-breakpoint
ALTER TABLE "payments"."ledger" ADD COLUMN "of" text;--> statement-breakpoint
ALTER TABLE "payments"."reconciliations" ADD COLUMN "pass" text NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."reconciliations" ADD COLUMN "begins" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."sellers" ADD COLUMN "compared_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payments"."sellers" ADD COLUMN "recompared_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "ledger_of" ON "payments"."ledger" USING btree ("of") WHERE of is not null;--> statement-breakpoint
CREATE INDEX "reconciliations_pass" ON "payments"."reconciliations" USING btree ("pass","position");