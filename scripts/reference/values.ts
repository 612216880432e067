import {
  type Expression,
  isBinaryExpression,
  isConditionalExpression,
  isIdentifier,
  isNoSubstitutionTemplateLiteral,
  isNumericLiteral,
  isParameterDeclaration,
  isStringLiteral,
  isTemplateExpression,
  isVariableDeclaration,
  type Node,
  type ParameterDeclaration,
  SyntaxKind,
} from 'typescript/unstable/ast';
import type { Checker, Symbol as Meaning, Type } from 'typescript/unstable/sync';
import { bare } from './syntax.ts';

/** What an expression comes to, as far as it can be read without running it. */
export interface Value {
  /** With `{what}` in place of each part that is known only when it runs. */
  text: string;
  isKnown: boolean;
  /** It has words of its own, whatever else it holds. */
  isSaid: boolean;
  /** It is this parameter: whoever calls knows more. */
  parameter?: ParameterDeclaration;
}

/** What parameters stand for, by the id of their symbol. */
export type Given = ReadonlyMap<number, Expression>;

/** Each value that the expression may have. */
export function valuesOf(checker: Checker, expression: Expression, given: Given): Value[] {
  const of = (other: Expression) => valuesOf(checker, other, given);
  const node = bare(expression);
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node) || isNumericLiteral(node))
    return [known(node.text)];
  if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword) return [known(node.getText())];
  if (isConditionalExpression(node)) return [...of(node.whenTrue), ...of(node.whenFalse)];
  if (isBinaryExpression(node) && /^(\|\||\?\?)$/.test(node.operatorToken.getText()))
    return [...of(node.left), ...of(node.right)];
  if (isTemplateExpression(node))
    return node.templateSpans.reduce<Value[]>(
      (sofar, { expression: part, literal }) => joined(joined(sofar, said(part, of(part))), [known(literal.text)]),
      [known(node.head.text)],
    );
  const literals = literalsOf(checker.getTypeAtLocation(node));
  if (isIdentifier(node)) return valuesOfName(checker, node, checker.getSymbolAtLocation(node), given, literals);
  return literals ? literals.map(known) : [unknown(node)];
}

/** Of an identifier with this symbol; its type may name all that it can be. */
export function valuesOfName(
  checker: Checker,
  node: Node,
  symbol: Meaning | undefined,
  given: Given,
  literals?: string[],
): Value[] {
  const bound = symbol && given.get(symbol.id);
  if (bound) return valuesOf(checker, bound, given);
  const declared = symbol?.valueDeclaration?.resolve();
  if (declared && isVariableDeclaration(declared) && declared.initializer && isConst(declared)) {
    const values = valuesOf(checker, declared.initializer, given);
    if (values.every(({ isKnown, isSaid }) => isKnown || isSaid)) return values;
  }
  if (literals) return literals.map(known);
  return [{ ...unknown(node), ...(declared && isParameterDeclaration(declared) && { parameter: declared }) }];
}

const known = (text: string): Value => ({ text, isKnown: true, isSaid: true });
const unknown = (node: Node): Value => ({ text: `{${shortly(node.getText())}}`, isKnown: false, isSaid: false });
const isConst = (declared: Node) => /^const\b/.test(declared.parent.getText());

/** Of a part of a sentence: a name for what is known by its type alone, for a sentence is not written for each of its values. */
const said = (part: Expression, values: Value[]): Value[] =>
  values.length > 1 && !isConditionalExpression(bare(part)) ? [unknown(part)] : values;

const joined = (before: Value[], after: Value[]): Value[] =>
  before.flatMap(one =>
    after.map(other => ({
      ...{ text: one.text + other.text, isKnown: one.isKnown && other.isKnown, isSaid: one.isSaid || other.isSaid },
    })),
  );

/** The strings or numbers that a type names one by one; undefined for any other type. */
function literalsOf(type: Type | undefined): string[] | undefined {
  if (type?.isStringLiteralType() || type?.isNumberLiteralType()) return [String(type.value)];
  if (!type?.isUnionType()) return undefined;
  const each = type.getTypes().map(literalsOf);
  return each.every(literals => literals !== undefined) ? each.flat() : undefined;
}

/** `at.toISOString()` → at, `seatIds.join(', ')` → seatIds, `doubt(secrets, body)` → doubt: what is said, not how. */
const shortly = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/^await |^\(|!/g, '')
    .replace(/(?:\?\.|\.)(?:join|toISOString|split|slice|map)\(.*$/, '')
    .replace(/^(\w+) as \w+\)/, '$1')
    .replace(/^String\((.*)\)$/, '$1')
    .replace(/\(.*$/, '');
