#!/usr/bin/env bash
# A stand-in for a payment provider, at http://127.0.0.1:3502 (PORT overrides). It speaks a part of Stripe's API; it is not Stripe.
# Ctrl-C stops it; PostgreSQL, which keeps its books, stays up. Settings: PG_SCHEMA, WEBHOOK_PAUSE_MS.  Usage: run.sh [--help]
source "$(dirname "${BASH_SOURCE[0]}")/../../../scripts/lib.sh"

need postgres
exec node "$LAB/ticketmaster/tech-two-phase-payments/provider/server.ts"
