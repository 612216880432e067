import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { containersOf, type Json, type JsonObject, type Manifest, workloads } from './manifests.ts';
import { isObject, merged, type Operation, patched } from './patches.ts';

const FILE = 'kustomization.yaml';

/** The part of kustomize that these manifests use. Any other key is refused, not passed over. */
const kustomization = z.strictObject({
  apiVersion: z.enum(['kustomize.config.k8s.io/v1beta1', 'kustomize.config.k8s.io/v1alpha1']),
  kind: z.enum(['Kustomization', 'Component']),
  namespace: z.string().optional(),
  resources: z.array(z.string()).default([]),
  components: z.array(z.string()).default([]),
  configMapGenerator: z.array(z.strictObject({ name: z.string(), files: z.array(z.string()) })).default([]),
  generatorOptions: z.strictObject({ disableNameSuffixHash: z.literal(true) }).optional(),
  images: z
    .array(z.strictObject({ name: z.string(), newName: z.string().optional(), newTag: z.string().optional() }))
    .default([]),
  patches: z
    .array(
      z.strictObject({
        path: z.string(),
        target: z
          .strictObject({ kind: z.string(), name: z.string().optional(), labelSelector: z.string().optional() })
          .optional(),
      }),
    )
    .default([]),
});
type Kustomization = z.infer<typeof kustomization>;
type Target = NonNullable<Kustomization['patches'][number]['target']>;

const operations = z.array(
  z.strictObject({ op: z.enum(['add', 'replace', 'remove']), path: z.string(), value: z.json().optional() }),
);

/** What `kustomize build FOLDER` answers, as far as this subset goes. Throws, naming the file, on what it does not understand. */
export function build(folder: string): Manifest[] {
  return inside(folder, FILE, () => transformed(folder, read(folder), []));
}

/** What lies in a YAML file, in order. A key that stands twice is an error. */
export function documentsIn(file: string): JsonObject[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map(document => {
    if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`);
    return document.toJS() as JsonObject;
  });
}

const read = (folder: string) => kustomization.parse(documentsIn(join(folder, FILE))[0]);

/** In the order of kustomize: resources, components, generators, patches, namespace, images. */
function transformed(folder: string, own: Kustomization, given: Manifest[]): Manifest[] {
  const resources = own.resources.flatMap(name => resourcesAt(join(folder, name)));
  let all = [...given, ...resources];
  for (const name of own.components) all = transformed(join(folder, name), read(join(folder, name)), all);
  if (own.configMapGenerator.length && !own.generatorOptions)
    throw new Error('names with a hash are not understood here');
  all.push(...own.configMapGenerator.map(one => configMapOf(folder, one)));
  for (const { path, target } of own.patches)
    all = inside(folder, path, () => withPatch(all, join(folder, path), target));
  if (own.namespace) all = all.map(one => inNamespace(one, own.namespace!));
  return own.images.length ? all.map(one => withImages(one, own.images)) : all;
}

const resourcesAt = (path: string): Manifest[] =>
  existsSync(join(path, FILE)) ? build(path) : (documentsIn(path) as unknown as Manifest[]);

function configMapOf(folder: string, { name, files }: { name: string; files: string[] }): Manifest {
  const data = Object.fromEntries(files.map(file => [basename(file), readFileSync(join(folder, file), 'utf8')]));
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, ...{ data } };
}

function withPatch(all: Manifest[], file: string, target?: Target): Manifest[] {
  const patch = documentsIn(file)[0] as Json;
  if (!isObject(patch)) {
    const steps = operations.parse(patch) as Operation[];
    if (!target) throw new Error('a list of operations needs a target');
    return all.map(one => (isMeant(one, target) ? changed(one, base => patched(base, steps)) : one));
  }
  const { kind, metadata, apiVersion: _, ...rest } = patch as unknown as Manifest & JsonObject;
  const meant = (one: Manifest) =>
    target ? isMeant(one, target) : one.kind === kind && one.metadata.name === metadata.name;
  if (!target && !all.some(meant)) throw new Error(`there is no ${kind}/${metadata.name} to patch`);
  const change: JsonObject = target ? rest : { ...rest, metadata: metadata as unknown as JsonObject };
  return all.map(one => (meant(one) ? changed(one, base => merged(base, change)) : one));
}

const changed = (one: Manifest, change: (base: JsonObject) => JsonObject) =>
  change(one as unknown as JsonObject) as unknown as Manifest;

const isMeant = ({ kind, metadata }: Manifest, target: Target) =>
  kind === target.kind &&
  new RegExp(`^(?:${target.name ?? '.*'})$`).test(metadata.name) &&
  (target.labelSelector?.split(',') ?? []).every(pair => {
    const [key = '', value] = pair.split('=');
    return metadata.labels?.[key] === value;
  });

function inNamespace(one: Manifest, namespace: string): Manifest {
  if (one.kind === 'StorageClass') return one; // of the whole cluster
  return { ...one, metadata: { ...one.metadata, ...(one.kind === 'Namespace' ? { name: namespace } : { namespace }) } };
}

function withImages(one: Manifest, images: Kustomization['images']): Manifest {
  const copy = structuredClone(one);
  for (const { spec } of workloads([copy]))
    for (const container of containersOf(spec.template.spec)) {
      const [, name, tag = ''] = container.image.match(/^(.+?)(:[^:/]+)?$/)!;
      const change = images.find(image => image.name === name);
      if (change) container.image = `${change.newName ?? name}${change.newTag ? `:${change.newTag}` : tag}`;
    }
  return copy;
}

function inside<T>(folder: string, file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${join(folder, file)}: ${(error as Error).message}`, { cause: error });
  }
}
