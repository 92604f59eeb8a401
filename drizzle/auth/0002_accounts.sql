CREATE TABLE "auth"."challenges" (
	"challenge" text PRIMARY KEY NOT NULL,
	"session" text,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."devices" (
	"account" text NOT NULL,
	"hash" text NOT NULL,
	"device" text NOT NULL,
	"first_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "devices_account_hash_pk" PRIMARY KEY("account","hash")
);
--> statement-breakpoint
CREATE TABLE "auth"."erasures" (
	"account" text PRIMARY KEY NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."links" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"account" text,
	"email" text NOT NULL,
	"guesses" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "auth"."passkeys" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"credential" text NOT NULL,
	"public_key" text NOT NULL,
	"counter" bigint NOT NULL,
	"transports" text[] NOT NULL,
	"synced" boolean NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "passkeys_credential_unique" UNIQUE("credential")
);
--> statement-breakpoint
CREATE TABLE "auth"."sign_ups" (
	"link" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"browser" text NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"time_zone" text NOT NULL,
	"password_hash" text NOT NULL,
	CONSTRAINT "sign_ups_browser_unique" UNIQUE("browser")
);
--> statement-breakpoint
ALTER TABLE "auth"."accounts" ADD COLUMN "email_verified_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "auth"."accounts" ADD COLUMN "language" text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE "auth"."accounts" ADD COLUMN "time_zone" text DEFAULT 'UTC' NOT NULL;--> statement-breakpoint
ALTER TABLE "auth"."accounts" ADD COLUMN "told" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "auth"."sessions" ADD COLUMN "device" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "auth"."sessions" ADD COLUMN "confirmed_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "auth"."challenges" ADD CONSTRAINT "challenges_session_sessions_id_fk" FOREIGN KEY ("session") REFERENCES "auth"."sessions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."devices" ADD CONSTRAINT "devices_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "auth"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."links" ADD CONSTRAINT "links_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "auth"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."passkeys" ADD CONSTRAINT "passkeys_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "auth"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."sign_ups" ADD CONSTRAINT "sign_ups_link_links_id_fk" FOREIGN KEY ("link") REFERENCES "auth"."links"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "challenges_session" ON "auth"."challenges" USING btree ("session");--> statement-breakpoint
CREATE INDEX "challenges_expires_at" ON "auth"."challenges" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "devices_last_seen_at" ON "auth"."devices" USING btree ("last_seen_at");--> statement-breakpoint
CREATE INDEX "links_account" ON "auth"."links" USING btree ("account");--> statement-breakpoint
CREATE INDEX "links_expires_at" ON "auth"."links" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "passkeys_account" ON "auth"."passkeys" USING btree ("account");--> statement-breakpoint
CREATE INDEX "accounts_untold" ON "auth"."accounts" USING btree ("id") WHERE told = 0;--> statement-breakpoint
-- Accounts from before addresses were verified count as verified; that they are there is told by the sweep (told = 0).
UPDATE "auth"."accounts" SET "email_verified_at" = "created_at";--> statement-breakpoint
-- Nobody has proved who they are by a migration.
UPDATE "auth"."sessions" SET "confirmed_at" = "created_at";
