CREATE TABLE "tickets"."pictures" (
	"id" text PRIMARY KEY NOT NULL,
	"type" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"bytes" "bytea" NOT NULL,
	"sent_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tickets"."pictures_sent" (
	"account" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD COLUMN "access" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD COLUMN "access_features" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD COLUMN "picture" text;--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD COLUMN "picture_small" text;--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD COLUMN "picture_alt" text;--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD COLUMN "withdrawn_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tickets"."sellers" ADD COLUMN "gone_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tickets"."ticket_types" ADD COLUMN "description" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "pictures_sent_at" ON "tickets"."pictures" USING btree ("sent_at");--> statement-breakpoint
CREATE INDEX "pictures_sent_account" ON "tickets"."pictures_sent" USING btree ("account","at");--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD CONSTRAINT "events_picture_pictures_id_fk" FOREIGN KEY ("picture") REFERENCES "tickets"."pictures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets"."events" ADD CONSTRAINT "events_picture_small_pictures_id_fk" FOREIGN KEY ("picture_small") REFERENCES "tickets"."pictures"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_picture" ON "tickets"."events" USING btree ("picture") WHERE "tickets"."events"."picture" is not null;--> statement-breakpoint
CREATE INDEX "events_picture_small" ON "tickets"."events" USING btree ("picture_small") WHERE "tickets"."events"."picture_small" is not null;--> statement-breakpoint
CREATE INDEX "sellers_gone" ON "tickets"."sellers" USING btree ("seller") WHERE "tickets"."sellers"."gone_at" is not null;