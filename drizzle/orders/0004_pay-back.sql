DROP INDEX "orders"."refunds_failed";--> statement-breakpoint
ALTER TABLE "orders"."events" ADD COLUMN "cancel_reason" text;--> statement-breakpoint
ALTER TABLE "orders"."events" ADD COLUMN "paid_back_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders"."refunds" ADD COLUMN "freed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders"."refunds" ADD COLUMN "key" text;--> statement-breakpoint
CREATE INDEX "events_to_pay_back" ON "orders"."events" USING btree ("cancelled_at") WHERE cancelled_at is not null and paid_back_at is null;--> statement-breakpoint
CREATE INDEX "refunds_failed" ON "orders"."refunds" USING btree ("id") WHERE state = 'failed';