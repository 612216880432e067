import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { build } from './kustomize.ts';
import { merged, patched } from './patches.ts';

const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one }\ndata: { a: "1", b: "2" }\n';
const pod = 'spec: { template: { spec: { containers: [{ name: app, image: "registry:5000/lab/app:1.0.0" }] } } }';
const workload = `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: app, labels: { door: nginx } }\n${pod}\n`;

/** What a folder with these files builds. */
function built(kustomization: string, files: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'kustomize-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const head = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
  for (const [name, text] of Object.entries({ 'kustomization.yaml': head + kustomization, ...files }))
    writeFileSync(join(folder, name), text);
  return build(folder);
}

it('puts what it finds into the namespace, and what belongs to the whole cluster into none', () => {
  const disk = 'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: gp3 }\n';
  const files = { 'a.yaml': `${settings}---\n${disk}` };
  expect(built('namespace: lab\nresources: [a.yaml]', files).map(({ metadata }) => metadata)).toEqual([
    { name: 'one', namespace: 'lab' },
    { name: 'gp3' },
  ]);
});

it('makes settings of files', () => {
  const generator =
    'configMapGenerator: [{ name: two, files: [x.conf] }]\ngeneratorOptions: { disableNameSuffixHash: true }';
  expect(built(generator, { 'x.conf': 'x=1\n' })).toEqual([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'two' }, data: { 'x.conf': 'x=1\n' } },
  ]);
});

it('patches by name, or all that a target means', () => {
  const files = { 'a.yaml': settings, 'p.yaml': `${settings.replace(/^data.*/m, 'data: { b: "3" }')}` };
  expect(built('resources: [a.yaml]\npatches: [{ path: p.yaml }]', files)).toMatchObject([
    { data: { a: '1', b: '3' } },
  ]);
  const steps = { 'a.yaml': workload, 'p.yaml': '- { op: add, path: /spec/replicas, value: 2 }\n' };
  const patch = (target: string) =>
    built(`resources: [a.yaml]\npatches: [{ path: p.yaml, target: ${target} }]`, steps)[0];
  expect(patch('{ kind: Deployment, name: app|web, labelSelector: door=nginx }')).toHaveProperty('spec.replicas', 2);
  for (const other of [
    '{ kind: StatefulSet }',
    '{ kind: Deployment, name: ap }',
    '{ kind: Deployment, labelSelector: door=no }',
  ])
    expect(patch(other)).not.toHaveProperty('spec.replicas');
});

it('gives images another name, and keeps their tag', () => {
  const images = 'images: [{ name: "registry:5000/lab/app", newName: other/app }]';
  expect(built(`resources: [a.yaml]\n${images}`, { 'a.yaml': workload })).toMatchObject([
    { spec: { template: { spec: { containers: [{ image: 'other/app:1.0.0' }] } } } },
  ]);
});

it.each([
  ['a key that it does not know', 'commonLabels: { a: b }', /commonLabels/],
  ['a file that is not there', 'resources: [missing.yaml]', /missing\.yaml/],
  ['a patch that meets nothing', 'patches: [{ path: a.yaml }]', /there is no ConfigMap\/one to patch/],
  ['names with a hash', 'configMapGenerator: [{ name: two, files: [a.yaml] }]', /hash/],
  ['a key that stands twice', 'resources: [twice.yaml]', /unique/],
])('refuses %s', (_, kustomization, message) => {
  expect(() => built(kustomization, { 'a.yaml': settings, 'twice.yaml': `${settings}data: {}\n` })).toThrow(message);
});

it('merges lists whose items have a name, and replaces others', () => {
  const base = { containers: [{ name: 'app', args: ['a'], image: 'x' }], tolerations: [{ key: 'a' }] };
  const patch = { containers: [{ name: 'app', args: ['b'] }, { name: 'door' }], tolerations: [{ key: 'b' }] };
  expect(merged(base, patch)).toEqual({
    containers: [{ name: 'door' }, { name: 'app', args: ['b'], image: 'x' }],
    tolerations: [{ key: 'b' }],
  });
  expect(merged({ a: 1, b: { c: 1 } }, { a: null, b: { d: 2 } })).toEqual({ b: { c: 1, d: 2 } });
  expect(() => merged({}, { $patch: 'delete' })).toThrow('$patch');
});

it('adds, replaces and removes, and refuses to replace what is not there', () => {
  const base = { list: [1, 2], 'a/b': 1 };
  expect(
    patched(base, [
      { op: 'add', path: '/list/-', value: 3 },
      { op: 'remove', path: '/list/0' },
    ]),
  ).toHaveProperty('list', [2, 3]);
  expect(patched(base, [{ op: 'replace', path: '/a~1b', value: 2 }])).toHaveProperty(['a/b'], 2);
  expect(() => patched(base, [{ op: 'replace', path: '/c', value: 2 }])).toThrow('there is no /c');
  expect(() => patched(base, [{ op: 'add', path: '/c/d', value: 2 }])).toThrow('there is no /c/d');
});
