CREATE TABLE "payments"."balances_told" (
	"holder" text NOT NULL,
	"currency" text NOT NULL,
	"apart" bigint DEFAULT 0 NOT NULL,
	"converted" boolean DEFAULT false NOT NULL,
	CONSTRAINT "balances_told_holder_currency_pk" PRIMARY KEY("holder","currency")
);
--> statement-breakpoint
CREATE TABLE "payments"."doubts" (
	"subject" text PRIMARY KEY NOT NULL,
	"seller" text,
	"noted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"look_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."ledger_balances" (
	"account" text NOT NULL,
	"seller" text NOT NULL,
	"currency" text NOT NULL,
	"slot" smallint NOT NULL,
	"amount" bigint NOT NULL,
	"lines" bigint NOT NULL,
	"moved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ledger_balances_account_seller_currency_slot_pk" PRIMARY KEY("account","seller","currency","slot")
);
--> statement-breakpoint
CREATE TABLE "payments"."stripe_account" (
	"one" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"account" text NOT NULL,
	"live" boolean NOT NULL,
	"begins_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"told_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "payments"."sellers" ADD COLUMN "recomparing_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payments"."sellers" ADD COLUMN "compared_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "doubts_look" ON "payments"."doubts" USING btree ("look_at");--> statement-breakpoint
CREATE INDEX "doubts_seller" ON "payments"."doubts" USING btree ("seller");