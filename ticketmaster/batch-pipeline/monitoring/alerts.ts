import { validBody } from '@ticketmaster/common/validation';
import express, { Router } from 'express';
import { z } from 'zod';

/**
 * What Alertmanager posts to a webhook, as far as it is read here.
 * @says Alerts that have begun, or ended.
 * @message alerts over webhook `POST /alerts`
 * @field alerts each with status (firing or resolved), labels, annotations, and a fingerprint that is the same for the same labels
 * @outside sends Alertmanager
 */
const aMessage = z.object({
  alerts: z.array(
    z.object({
      status: z.enum(['firing', 'resolved']),
      labels: z.record(z.string(), z.string()),
      annotations: z.record(z.string(), z.string()),
      /** The same for the same labels. */
      fingerprint: z.string(),
    }),
  ),
});

export interface Told {
  alert: string;
  status: 'firing' | 'resolved';
  severity: string;
  summary: string;
  /** When we were told, ISO 8601. */
  at: string;
}

const KEPT = 500;
const json = express.json({ limit: '1mb' });

/** Keeps what Alertmanager tells, in place of somebody's phone. The last 500. */
export function alertBook(now = () => new Date()) {
  const told: Told[] = [];
  const open = new Map<string, Told>();
  return {
    told,
    firing: () => [...open.values()],
    /** @hears alerts */
    routes: Router().post('/alerts', json, (request, response) => {
      for (const { status, labels, annotations, fingerprint } of validBody(aMessage, request).alerts) {
        const { alertname: alert = '', severity = '' } = labels;
        const one: Told = { alert, status, severity, summary: annotations.summary ?? '', at: now().toISOString() };
        told.push(one);
        if (status === 'firing') open.set(fingerprint, one);
        else open.delete(fingerprint);
      }
      told.splice(0, told.length - KEPT);
      response.status(204).end();
    }),
  };
}

export type AlertBook = ReturnType<typeof alertBook>;
