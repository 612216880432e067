/**
 * The charts of panels.ts as a dashboard for Grafana:  node monitoring/dashboard.ts > monitoring/grafana.json
 *
 * Import it, and choose a Prometheus. It was validated, and its queries run against a Prometheus; it was imported into no Grafana.
 */
import { type Panel, panels } from './panels.ts';

const units: Record<Panel['unit'], string> = {
  s: 's',
  jobs: 'none',
  '1/s': 'ops',
  share: 'percentunit',
  processes: 'none',
};
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana's
const datasource = { type: 'prometheus', uid: '${datasource}' };
const [WIDE, HIGH] = [12, 8];

export const dashboard = () => ({
  ...{ title: 'Ticketmaster: the batch pipeline', uid: 'ticketmaster-pipeline', schemaVersion: 39, version: 1 },
  ...{
    editable: true,
    tags: ['ticketmaster'],
    timezone: 'browser',
    refresh: '5s',
    time: { from: 'now-15m', to: 'now' },
  },
  ...{ annotations: { list: [] }, links: [] },
  templating: {
    list: [{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', refresh: 1 }],
  },
  panels: panels.map(({ title, unit, queries }, nth) => ({
    ...{ id: nth + 1, type: 'timeseries', title, datasource },
    gridPos: { x: (nth % 2) * WIDE, y: Math.floor(nth / 2) * HIGH, w: WIDE, h: HIGH },
    fieldConfig: { defaults: { unit: units[unit], min: 0 }, overrides: [] },
    targets: Object.entries(queries).map(([legendFormat, expr], at) => ({
      ...{ refId: String.fromCharCode(65 + at), datasource, expr, legendFormat },
    })),
  })),
});

if (import.meta.main) console.log(JSON.stringify(dashboard(), null, 2));
