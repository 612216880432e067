import type { JsonObject, Manifest } from './manifests.ts';
import { nameOf } from './manifests.ts';
import { type Operation, patched } from './patches.ts';
import { findingsIn, overlay, overlays } from './validate.ts';

/** What is broken in an overlay: fields of one manifest, or the manifest itself is taken away. */
export type Breakage = [where: string, ...operations: Operation[]];

export const replace = (path: string, value: Operation['value']): Operation => ({ op: 'replace', path, value });
export const add = (path: string, value: Operation['value']): Operation => ({ op: 'add', path, value });
export const remove = (path: string): Operation => ({ op: 'remove', path });

const EKS = 'overlays/eks';
const sound = overlay(EKS);
const texts = (all: Manifest[]) => findingsIn(all, overlays[EKS]!).map(({ where, message }) => `${where} ${message}`);
const before = texts(sound);

/** What is wrong after the breakage and was not before. Throws where there is nothing to break. */
export function foundAfter([where, ...operations]: Breakage): string[] {
  if (!sound.some(one => nameOf(one) === where)) throw new Error(`there is no ${where}`);
  const broken = sound
    .filter(one => operations.length || nameOf(one) !== where)
    .map(one =>
      nameOf(one) === where ? (patched(one as unknown as JsonObject, operations) as unknown as Manifest) : one,
    );
  return texts(broken).filter(text => !before.includes(text));
}
