CREATE TABLE "orders"."buyer_words" (
	"account" text NOT NULL,
	"word" text NOT NULL,
	CONSTRAINT "buyer_words_account_word_pk" PRIMARY KEY("account","word")
);
--> statement-breakpoint
CREATE TABLE "orders"."buyers" (
	"account" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"name" text,
	"gone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "orders"."resends" (
	"id" text PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"by" text NOT NULL,
	"asked_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "buyer_words_word" ON "orders"."buyer_words" USING btree ("word" text_pattern_ops,"account");--> statement-breakpoint
CREATE INDEX "resends_order" ON "orders"."resends" USING btree ("order_id","asked_at");