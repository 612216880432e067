import { env } from '@ticketmaster/common/env';
import { eventually } from '@ticketmaster/testing/eventually';
import { expect, it, onTestFinished } from 'vitest';
import { breakableClient } from './client.fixture.ts';
import { pinging } from './connect.ts';

it('asks again and again over one connection, however many ask, and over a new one when that has broken', async () => {
  const { kafka, connections, cut } = breakableClient(env.text('KAFKA_BROKERS'));
  const ping = pinging(kafka);
  onTestFinished(() => ping.close());
  await Promise.all(Array.from({ length: 10 }, () => ping()));
  const first = connections();
  for (let n = 0; n < 10; n++) await ping();
  expect(connections()).toBe(first);
  cut();
  await eventually(() => ping());
  const second = connections();
  expect(second).toBeGreaterThan(first);
  for (let n = 0; n < 10; n++) await ping();
  expect(connections()).toBe(second);
});

it('says so when there is no broker', async () => {
  const { kafka, die } = breakableClient(env.text('KAFKA_BROKERS'));
  const ping = pinging(kafka);
  die();
  await expect(ping()).rejects.toThrow();
  await expect(ping()).rejects.toThrow();
});
