import {
  type Expression,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isShorthandPropertyAssignment,
  isSpreadAssignment,
} from 'typescript/unstable/ast';
import type { Checker } from 'typescript/unstable/sync';
import { bare } from './syntax.ts';
import { type Given, type Value, valuesOf, valuesOfName } from './values.ts';

const NO: Value[] = [{ text: 'no', isKnown: true, isSaid: true }];

/** `yes`, `no`, or `if …`, from the last argument of a Problem; undefined where that cannot be read. */
export function retryOf(checker: Checker, more: Expression | undefined, given: Given): Value[] | undefined {
  if (!more) return NO;
  const members = bare(more);
  if (!isObjectLiteralExpression(members)) return undefined;
  for (const stated of members.properties) {
    if (isShorthandPropertyAssignment(stated) && stated.name.getText() === 'retryable')
      return inWords(valuesOfName(checker, stated.name, checker.getShorthandAssignmentValueSymbol(stated), given));
    if (isPropertyAssignment(stated) && stated.name.getText() === 'retryable')
      return inWords(valuesOf(checker, stated.initializer, given));
    if (isSpreadAssignment(stated) && !(/\{/.test(stated.getText()) && !/retryable/.test(stated.getText())))
      return undefined;
  }
  return NO;
}

const inWords = (values: Value[]): Value[] =>
  values.map(value => ({
    ...value,
    text: value.isKnown ? (value.text === 'true' ? 'yes' : 'no') : `if ${value.text}`,
  }));
