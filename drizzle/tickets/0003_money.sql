CREATE TABLE "tickets"."sellers" (
	"seller" text PRIMARY KEY NOT NULL,
	"payouts" boolean NOT NULL,
	"why" text
);
--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD COLUMN "cancelled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD COLUMN "cancel_reason" text;