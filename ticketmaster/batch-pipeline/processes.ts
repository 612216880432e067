import { join } from 'node:path';
import { type Instance, openInstance } from '@ticketmaster/instances/instance';
import { together } from '@ticketmaster/instances/together';

const here = (file: string) => join(import.meta.dirname, file);

type Settings = Record<string, string>;
type PrintAs = (name: string) => (text: string) => void;
const silent: PrintAs = () => () => {};

/** In a process of its own, as all of them. */
export const openStore = (settings: Settings, printAs: PrintAs = silent): Promise<Instance> =>
  openInstance('store', here('store/start.ts'), settings, printAs('store'));

const openMany = (count: number, what: string, file: string, settings: (name: string) => Settings, printAs: PrintAs) =>
  together(
    Array.from({ length: count }, (_, nth) => `${what}-${nth + 1}`).map(name =>
      openInstance(name, here(file), settings(name), printAs(name)),
    ),
  );

export const openApis = (count: number, settings: Settings, printAs = silent) =>
  openMany(count, 'api', 'server.ts', () => settings, printAs);

export const openWorker = (WORKER: string, settings: Settings, printAs = silent) =>
  openInstance(WORKER, here('worker.ts'), { ...settings, WORKER }, printAs(WORKER));

/** With its workers, which are processes of its own. */
export const openScaler = (settings: Settings, printAs = silent) =>
  openInstance('scaler', here('scaler/start.ts'), settings, printAs('scaler'));

export const openWorkers = (count: number, settings: Settings, printAs = silent, file = 'worker.ts') =>
  openMany(count, 'worker', file, WORKER => ({ ...settings, WORKER }), printAs);

/** Prometheus, Alertmanager and the page of charts, which look at all of those; or at those that a URL tells (MonitoringParts). */
export const openMonitor = (
  watched: Record<string, Instance[] | string>,
  settings: Settings = {},
  printAs = silent,
) => {
  const targets = Object.entries(watched).map(([job, all]) => [
    job,
    typeof all === 'string' ? all : all.map(({ url }) => url),
  ]);
  const TARGETS = JSON.stringify(Object.fromEntries(targets));
  return openInstance('monitoring', here('monitoring/start.ts'), { TARGETS, ...settings }, printAs('monitoring'));
};
