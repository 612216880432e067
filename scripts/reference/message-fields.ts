import { isPropertySignatureDeclaration, type Node, type SourceFile } from 'typescript/unstable/ast';
import { type Checker, SignatureKind, SymbolFlags, type Type } from 'typescript/unstable/sync';
import { symbolOf } from './calls.ts';
import { type Declared, isType } from './message-tags.ts';
import { sentencesAbove } from './syntax.ts';

export interface Field {
  name: string;
  /** As TypeScript writes it; '' where the message has no type. */
  type: string;
  isOptional: boolean;
  meaning: string;
}

/** What a message holds by its type, and by its own tags; undefined where the type that it names is not there. */
export function fieldsOf(checker: Checker, { node, carries, fields }: Declared) {
  const type = carries === undefined ? typeAt(checker, node) : typeNamed(checker, carries, node);
  if (carries !== undefined && !type) return undefined;
  const typed = type ? ofType(checker, type, node) : [];
  const meanings = new Map(fields.map(({ name, meaning }) => [name, meaning]));
  return {
    typed: typed.map(({ kinds, ...field }): Field => {
      const meaning = meanings.get(field.name) ?? field.meaning;
      return { ...field, meaning: [kinds && `Of ${kinds}.`, meaning].filter(Boolean).join(' ') };
    }),
    /** By a tag, and not by the type. */
    said: fields
      .filter(({ name }) => !typed.some(field => field.name === name))
      .map((field): Field => ({ ...field, type: '', isOptional: false })),
  };
}

/** The file that declares the type of the message; without a type, the message itself. */
export function homeOf(checker: Checker, { node, carries }: Declared): SourceFile {
  const named = carries === undefined ? undefined : nameIn(checker, carries.split('.')[0]!, node);
  return (named?.declarations[0]?.resolve() ?? node).getSourceFile();
}

function typeAt(checker: Checker, node: Node): Type | undefined {
  const symbol = isType(node) ? symbolOf(checker, (node as unknown as { name: Node }).name) : undefined;
  return symbol && checker.getDeclaredTypeOfSymbol(symbol);
}

/** Of a function: what it answers. Of `Type.field`: what that field is. */
function typeNamed(checker: Checker, carries: string, at: Node): Type | undefined {
  const [name, field] = carries.split('.') as [string, string?];
  const symbol = nameIn(checker, name, at);
  if (!symbol) return undefined;
  if (field !== undefined) {
    const member = checker.getPropertyOfType(checker.getDeclaredTypeOfSymbol(symbol), field);
    return member && checker.getTypeOfSymbol(member);
  }
  if (symbol.flags & SymbolFlags.Type) return checker.getDeclaredTypeOfSymbol(symbol);
  const type = checker.getTypeOfSymbol(symbol);
  const signature = type && checker.getSignaturesOfType(type, SignatureKind.Call)[0];
  return signature && checker.getReturnTypeOfSignature(signature);
}

function nameIn(checker: Checker, name: string, at: Node) {
  const symbol = checker.resolveName(name, SymbolFlags.Type | SymbolFlags.Value | SymbolFlags.Alias, at);
  return symbol && symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** Of a union: the fields of all, and those are optional that not all have; where a `type` tells them apart, it says which have it. */
function ofType(checker: Checker, type: Type, at: Node): (Field & { kinds: string })[] {
  const members = type.isUnionType() ? [...type.getTypes()] : [type];
  const found = members.flatMap(member => {
    const fields = checker.getPropertiesOfType(member);
    const kind = fields.find(({ name }) => name === 'type');
    return fields.map(field => ({ field, kind: kind && textOf(checker, checker.getTypeOfSymbol(kind), at) }));
  });
  return [...Map.groupBy(found, ({ field }) => field.name)].map(([name, these]) => {
    const isInAll = these.length === members.length;
    const kinds = isInAll ? [] : these.flatMap(({ kind }) => kind ?? []);
    const declared = these.map(({ field }) => (field.valueDeclaration ?? field.declarations[0])?.resolve());
    const types = these.map(({ field }, nth) =>
      shortOf(textOf(checker, checker.getTypeOfSymbol(field), at), declared[nth]),
    );
    const said = declared.map(one => (one ? sentencesAbove(one) : '')).find(Boolean) ?? '';
    return {
      name,
      type: [...new Set(types)].join(' | '),
      isOptional: !isInAll || these.some(({ field: { flags } }) => (flags & SymbolFlags.Optional) !== 0),
      meaning: said,
      kinds: kinds.join(', ').replaceAll('"', ''),
    };
  });
}

const textOf = (checker: Checker, type: Type | undefined, at: Node) =>
  type ? checker.typeToString(type, at) : 'unknown';

/** A type that is long to write out is shown by its name, as its declaration says it. */
function shortOf(text: string, declared: Node | undefined): string {
  const stated = declared && isPropertySignatureDeclaration(declared) ? declared.type?.getText() : undefined;
  return text.length > 60 && stated !== undefined && stated.length < text.length ? stated : text;
}
