import { type ConfigMap, type Container, type Finding, type Manifest, nameOf, workloads } from '../manifests.ts';
import { programOf } from './pods.ts';

/** What the sources of our apps say of themselves. */
export interface Sources {
  isOurs(program: string): boolean;
  isThere(program: string, file: string): boolean;
  reads(program: string, setting: string): boolean;
}

/** Our apps: what they start is there, they read each setting that they are given, and each has a door, as it listens to its own pod only. */
export function programsAreTheirSources(all: Manifest[], sources: Sources): Finding[] {
  return workloads(all).flatMap(workload => {
    const { containers, initContainers = [] } = workload.spec.template.spec;
    const hasDoor = initContainers.some(({ name, restartPolicy }) => name === 'door' && restartPolicy === 'Always');
    const messages = containers
      .filter(({ image }) => sources.isOurs(programOf(image)))
      .flatMap(container => [
        ...(hasDoor ? [] : [`${container.name} has no door: nobody can reach it`]),
        ...ofSources(container, all, sources),
      ]);
    return messages.map(message => ({ where: nameOf(workload), message }));
  });
}

function ofSources(container: Container, all: Manifest[], { isThere, reads }: Sources): string[] {
  const program = programOf(container.image);
  const [node, file = ''] = container.command ?? [];
  const settings = [...(container.env ?? []).map(({ name }) => name), ...settingsFrom(container, all)];
  return [
    ...(node === 'node' && isThere(program, file) ? [] : [`${container.name} starts ${file}, which is not there`]),
    ...settings
      .filter(setting => !reads(program, setting))
      .map(setting => `${container.name} is given ${setting}, which nothing there reads`),
  ];
}

const settingsFrom = ({ envFrom = [] }: Container, all: Manifest[]) =>
  envFrom.flatMap(({ configMapRef }) =>
    Object.keys(
      all.find((one): one is ConfigMap => one.kind === 'ConfigMap' && one.metadata.name === configMapRef?.name)?.data ??
        {},
    ),
  );
