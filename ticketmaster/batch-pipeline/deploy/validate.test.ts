import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { numbers } from '../scaler/rule.ts';
import { boundariesIn, callsIn } from './checks/network.ts';
import { type Address, type ConfigMap, type Manifest, nameOf, workloads } from './manifests.ts';
import { clusters, findingsIn, overlay, overlays, secrets } from './validate.ts';

const text = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

it.each(Object.entries(overlays))('nothing is wrong with %s', (name, surroundings) => {
  const found = findingsIn(overlay(name), surroundings).map(({ where, message }) => `${where} ${message}`);
  expect(found).toEqual([]);
});

/** All that is public. */
const internet = '0.0.0.0/0 without 10.0.0.0/8 without 172.16.0.0/12 without 192.168.0.0/16 without 169.254.0.0/16'; // of policies

describe('the security boundaries are these and no others', () => {
  it('of the pipeline', () => {
    const all = overlay('overlays/eks');
    const clients = ['api', 'gpu-worker', 'worker'];
    const expected = [
      ...clients.flatMap(one => [`${one} → kafka:9092`, `${one} → redis:6379`, `${one} → store:8080`]),
      ...['kafka → kafka:9092', 'kafka → kafka-controller:9093', 'kafka-controller → kafka-controller:9093'],
      ...['kafka-controller → kafka:9092', 'redis → redis:6379'],
      ...[...clients, 'store'].map(one => `prometheus → ${one}:9464`),
      ...['prometheus → alertmanager:9093', 'grafana → prometheus:9090'],
    ];
    expect([...callsIn(all)].toSorted()).toEqual(expected.toSorted());
    expect(boundariesIn(all)).toEqual([
      '10.0.0.0/16 → api:8080',
      '10.0.0.0/16 → store:8081',
      `alertmanager → ${internet}:443`,
      'all → kube-system/kube-dns:53',
      `gpu-worker → ${internet}:443`,
      'keda/keda-operator → kafka:9092',
      'keda/keda-operator → prometheus:9090',
    ]);
  });

  it('of the real implementation', () => {
    const all = overlay('real/overlays/eks');
    expect([...callsIn(all)].toSorted()).toEqual([
      'provider → web:8080',
      'web → provider:8080',
      'worker → provider:8080',
    ]);
    expect(boundariesIn(all)).toEqual([
      '10.0.0.0/16 → web:8080',
      'all → kube-system/kube-dns:53',
      ...['provider', 'web', 'worker'].flatMap(one => [`${one} → 10.0.0.0/16:5432`, `${one} → 10.0.0.0/16:6379`]),
    ]);
  });
});

describe('the document is kept', () => {
  const all = overlay('overlays/eks');
  const spec = (name: string) =>
    (all.find(one => nameOf(one) === name) as Manifest & { spec: Record<string, unknown> }).spec;

  it('has its nodes', () => {
    const pools = clusters.eks.managedNodeGroups.map(one => `${one.minSize} x ${one.instanceType} ${one.labels.pool}`);
    expect(pools).toEqual(['2 x t3.medium general', '2 x t3.small kafka', '2 x t3.small redis', '1 x g4dn.xlarge gpu']);
  });

  it('has two brokers and two of Redis, spread over zones', () => {
    for (const name of ['kafka', 'redis']) {
      const { replicas, template } = spec(`StatefulSet/${name}`);
      expect({ replicas, template }).toMatchObject({
        replicas: 2,
        template: { spec: { topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1 }] } },
      });
    }
  });

  it('has disks of gp3 with 3,000 IOPS and 125 MB/s for all that stays', () => {
    expect(all.find(({ kind }) => kind === 'StorageClass')).toMatchObject({
      metadata: { name: 'gp3' },
      parameters: { type: 'gp3', iops: '3000', throughput: '125' },
    });
    const disks = workloads(all).flatMap(one =>
      (one.spec.volumeClaimTemplates ?? []).map(disk => disk.spec.storageClassName),
    );
    expect(new Set(disks)).toEqual(new Set(['gp3']));
    expect(disks).toHaveLength(8);
  });

  it('scales workers by the length of the line and its age, by the numbers of the rule', () => {
    const seconds = (ms: number) => ms / 1_000;
    const cooldownPeriod = seconds(numbers.cooldownMs);
    expect(spec('ScaledObject/worker')).toMatchObject({
      ...{ pollingInterval: seconds(numbers.pollMs), cooldownPeriod },
      ...{ minReplicaCount: numbers.least, maxReplicaCount: numbers.most },
      advanced: {
        horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: cooldownPeriod } } },
      },
      triggers: [
        { type: 'kafka', metadata: { consumerGroup: 'pipeline.workers', lagThreshold: `${numbers.jobsPerWorker}` } },
        { type: 'prometheus', metadata: { threshold: `${seconds(numbers.msPerWorker)}` } },
      ],
    });
    expect(JSON.stringify(spec('ScaledObject/worker')).includes('activation')).toBe(numbers.activation > 0);
  });

  it('puts inference on a GPU, which it has for itself', () => {
    expect(spec('StatefulSet/gpu-worker')).toMatchObject({
      template: {
        spec: { nodeSelector: { pool: 'gpu' }, containers: [{}, { resources: { limits: { 'nvidia.com/gpu': 1 } } }] },
      },
    });
  });
});

it('asks for the metrics of services that are there', () => {
  const all = overlay('overlays/kind');
  const { data } = all.find(one => nameOf(one) === 'ConfigMap/prometheus-settings') as ConfigMap;
  const settings = parse(data['prometheus.yml']!) as {
    scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[];
  };
  const asked = settings.scrape_configs.flatMap(({ dns_sd_configs: [found] }) =>
    found!.names.map(name => `${name}:${found!.port}`),
  );
  const there = all
    .filter((one): one is Address => one.kind === 'Service' && (one as Address).spec.clusterIP === 'None')
    .flatMap(one => one.spec.ports.map(({ port }) => `${one.metadata.name}:${port}`));
  expect(asked).toHaveLength(3);
  expect(there).toEqual(expect.arrayContaining(asked));
});

it('has a door that leads to where the apps listen', () => {
  const port = text('Dockerfile').match(/PORT=(\d+)/)?.[1];
  expect(text('door/door.conf')).toContain(`server 127.0.0.1:${port} `);
});

it('tells the reader to make each secret, with all its keys', () => {
  const commands = text('README.md').split('create secret generic ').slice(1);
  expect(
    commands.map(command => [
      command.split(' ')[0],
      [...command.split('kubectl')[0]!.matchAll(/literal=([\w-]+)=/g)].map(([, key]) => key).toSorted(),
    ]),
  ).toEqual(Object.entries(secrets).map(([name, keys]) => [name, keys.toSorted()]));
});
