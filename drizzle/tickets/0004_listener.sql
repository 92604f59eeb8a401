CREATE TABLE "tickets"."operator_actions" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tickets"."operator_actions_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"operator" text NOT NULL,
	"operator_name" text NOT NULL,
	"action" text NOT NULL,
	"message" text,
	"type" text,
	"letter" text NOT NULL,
	"reason" text NOT NULL
);
--> statement-breakpoint
CREATE INDEX "operator_actions_message" ON "tickets"."operator_actions" USING btree ("message");