ALTER TABLE "payments"."sellers" ADD COLUMN "name" text NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."sellers" ADD COLUMN "country" text NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."sellers" ADD COLUMN "looks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments"."sellers" ADD COLUMN "seen" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "sellers_unfinished" ON "payments"."sellers" USING btree ("checked_at") WHERE state in ('onboarding', 'restricted');