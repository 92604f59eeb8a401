CREATE TABLE "orders"."refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"because" text NOT NULL,
	"reason" text NOT NULL,
	"amount" integer NOT NULL,
	"units" bigint[] NOT NULL,
	"restock" text NOT NULL,
	"state" text NOT NULL,
	"attempt" integer DEFAULT 1 NOT NULL,
	"why" text,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "refunds_amount" CHECK (amount >= 0)
);
--> statement-breakpoint
ALTER TABLE "orders"."events" ADD COLUMN "cancelled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders"."orders" ADD COLUMN "retaken" text;--> statement-breakpoint
ALTER TABLE "orders"."orders" ADD COLUMN "frozen_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "refunds_order" ON "orders"."refunds" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "refunds_failed" ON "orders"."refunds" USING btree ("changed_at") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "orders_sold" ON "orders"."orders" USING btree ("event","id") WHERE state in ('confirmed', 'paid', 'refunded');