#!/usr/bin/env bash
# Tickets paid in two phases, at http://127.0.0.1:3501 (PORT overrides), with a stand-in for the payment provider on the next port. Ctrl-C stops both.
# Settings: OPERATOR_TOKEN, HOLD_SECONDS, ALLOW_FAULTS, BREAK, GRACE_MS, COMPLETE_MS, RECONCILE_MS, PROVIDER_URL, STRIPE_SECRET_KEY, WEBHOOK_SECRET.  Usage: run.sh [--help].
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"

need postgres
exec node "$LAB/ticketmaster/tech-two-phase-payments/server.ts"
