CREATE TABLE "orders"."admissions" (
	"id" text PRIMARY KEY NOT NULL,
	"event" text NOT NULL,
	"order_id" text NOT NULL,
	"unit" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"by" text NOT NULL,
	"key" text NOT NULL,
	"undone_at" timestamp with time zone,
	"undone_by" text,
	CONSTRAINT "admissions_undone" CHECK ((undone_at is null) = (undone_by is null))
);
--> statement-breakpoint
CREATE TABLE "orders"."passes" (
	"code" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"unit" bigint NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "admissions_inside" ON "orders"."admissions" USING btree ("unit") WHERE undone_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "admissions_key" ON "orders"."admissions" USING btree ("by","key");--> statement-breakpoint
CREATE INDEX "admissions_event" ON "orders"."admissions" USING btree ("event","id");--> statement-breakpoint
CREATE UNIQUE INDEX "passes_unit" ON "orders"."passes" USING btree ("order_id","unit");