CREATE TABLE "tickets"."picture_senders" (
	"account" text NOT NULL,
	"picture" text NOT NULL,
	CONSTRAINT "picture_senders_account_picture_pk" PRIMARY KEY("account","picture")
);
--> statement-breakpoint
ALTER TABLE "tickets"."picture_senders" ADD CONSTRAINT "picture_senders_picture_pictures_id_fk" FOREIGN KEY ("picture") REFERENCES "tickets"."pictures"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "picture_senders_picture" ON "tickets"."picture_senders" USING btree ("picture");