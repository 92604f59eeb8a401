DROP INDEX "auth"."accounts_untold";--> statement-breakpoint
ALTER TABLE "auth"."accounts" ADD COLUMN "audience" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "accounts_untold" ON "auth"."accounts" USING btree ("audience","id");