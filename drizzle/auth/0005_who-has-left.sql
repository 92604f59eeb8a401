ALTER TABLE "auth"."erasures" ADD COLUMN "audience" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "erasures_untold" ON "auth"."erasures" USING btree ("audience","account");