CREATE TABLE "payments"."disputes" (
	"id" text PRIMARY KEY NOT NULL,
	"payment" text NOT NULL,
	"order_id" text NOT NULL,
	"seller" text,
	"amount" integer NOT NULL,
	"currency" text NOT NULL,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"evidence_due_at" timestamp with time zone,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "payments"."fee_rates" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payments"."fee_rates_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"since" timestamp with time zone DEFAULT now() NOT NULL,
	"basis_points" integer NOT NULL,
	"fixed" integer NOT NULL,
	"operator" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."ledger" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payments"."ledger_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"account" text NOT NULL,
	"seller" text,
	"order_id" text,
	"payment" text,
	"currency" text NOT NULL,
	"amount" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."meter" (
	"name" text PRIMARY KEY NOT NULL,
	"next_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."reconciliations" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "payments"."reconciliations_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"until" timestamp with time zone NOT NULL,
	"compared" integer NOT NULL,
	"differences" jsonb NOT NULL,
	"settled" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"payment" text NOT NULL,
	"order_id" text NOT NULL,
	"amount" integer NOT NULL,
	"currency" text NOT NULL,
	"because" text NOT NULL,
	"attempt" integer DEFAULT 1 NOT NULL,
	"state" text NOT NULL,
	"stripe_refund" text,
	"why" text,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "payments"."sellers" (
	"seller" text PRIMARY KEY NOT NULL,
	"account" text,
	"state" text NOT NULL,
	"requirements" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"checked_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "payments"."payments" ADD COLUMN "seller" text;--> statement-breakpoint
ALTER TABLE "payments"."payments" ADD COLUMN "fee" integer;--> statement-breakpoint
ALTER TABLE "payments"."payments" ADD COLUMN "destination" text;--> statement-breakpoint
ALTER TABLE "payments"."payments" ADD COLUMN "slot_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payments"."payments" ADD COLUMN "charge" text;--> statement-breakpoint
CREATE INDEX "disputes_payment" ON "payments"."disputes" USING btree ("payment");--> statement-breakpoint
CREATE INDEX "disputes_seller" ON "payments"."disputes" USING btree ("seller","opened_at");--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_once" ON "payments"."ledger" USING btree ("key","account");--> statement-breakpoint
CREATE INDEX "ledger_seller" ON "payments"."ledger" USING btree ("seller","position");--> statement-breakpoint
CREATE INDEX "ledger_payment" ON "payments"."ledger" USING btree ("payment");--> statement-breakpoint
CREATE INDEX "ledger_at" ON "payments"."ledger" USING btree ("at");--> statement-breakpoint
CREATE INDEX "reconciliations_at" ON "payments"."reconciliations" USING btree ("at");--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "payments"."refunds" USING btree ("payment");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_stripe" ON "payments"."refunds" USING btree ("stripe_refund");--> statement-breakpoint
CREATE INDEX "refunds_asked" ON "payments"."refunds" USING btree ("changed_at") WHERE state = 'asked';--> statement-breakpoint
CREATE UNIQUE INDEX "sellers_account" ON "payments"."sellers" USING btree ("account");