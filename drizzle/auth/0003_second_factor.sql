CREATE TABLE "auth"."begun_sign_ins" (
	"hash" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"guesses" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "auth"."recovery_codes" (
	"account" text NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "recovery_codes_account_hash_pk" PRIMARY KEY("account","hash")
);
--> statement-breakpoint
CREATE TABLE "auth"."second_factors" (
	"account" text PRIMARY KEY NOT NULL,
	"secret" text NOT NULL,
	"session" text NOT NULL,
	"offered_at" timestamp with time zone DEFAULT now() NOT NULL,
	"confirmed_at" timestamp with time zone,
	"last_step" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "auth"."sessions" ADD COLUMN "proved" text DEFAULT 'password' NOT NULL;--> statement-breakpoint
ALTER TABLE "auth"."begun_sign_ins" ADD CONSTRAINT "begun_sign_ins_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "auth"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."recovery_codes" ADD CONSTRAINT "recovery_codes_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "auth"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "auth"."second_factors" ADD CONSTRAINT "second_factors_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "auth"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "begun_sign_ins_account" ON "auth"."begun_sign_ins" USING btree ("account");--> statement-breakpoint
CREATE INDEX "begun_sign_ins_expires_at" ON "auth"."begun_sign_ins" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "second_factors_offered" ON "auth"."second_factors" USING btree ("offered_at") WHERE confirmed_at is null;