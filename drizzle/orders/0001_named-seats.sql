CREATE TABLE "orders"."seat_rows" (
	"ticket_type" text NOT NULL,
	"number" integer NOT NULL,
	"position" integer NOT NULL,
	"section" text NOT NULL,
	"name" text NOT NULL,
	"first" integer NOT NULL,
	"last" integer NOT NULL,
	CONSTRAINT "seat_rows_ticket_type_number_pk" PRIMARY KEY("ticket_type","number")
);
--> statement-breakpoint
ALTER TABLE "orders"."ticket_types" ADD COLUMN "seated" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "orders"."units" ADD COLUMN "seat_row" integer;--> statement-breakpoint
ALTER TABLE "orders"."units" ADD COLUMN "seat" integer;--> statement-breakpoint
ALTER TABLE "orders"."units" ADD COLUMN "withdrawn" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "seat_rows_name" ON "orders"."seat_rows" USING btree ("ticket_type","section","name");--> statement-breakpoint
CREATE UNIQUE INDEX "units_seat" ON "orders"."units" USING btree ("ticket_type","seat_row","seat") WHERE seat is not null;--> statement-breakpoint
CREATE INDEX "units_seats_free" ON "orders"."units" USING btree ("ticket_type","rank","seat") WHERE order_id is null and seat is not null and not withdrawn;--> statement-breakpoint
ALTER TABLE "orders"."units" ADD CONSTRAINT "units_seat_and_row" CHECK ((seat is null) = (seat_row is null));