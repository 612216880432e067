import {
  type Expression,
  isArrowFunction,
  isCallExpression,
  isConstructorDeclaration,
  isFunctionDeclaration,
  isFunctionExpression,
  isIdentifier,
  isMethodDeclaration,
  isNewExpression,
  isVariableDeclaration,
  type Node,
  type ParameterDeclaration,
} from 'typescript/unstable/ast';
import { type Checker, SymbolFlags } from 'typescript/unstable/sync';
import { around } from './syntax.ts';
import type { Given } from './values.ts';

/** What the sources call, by whom they call: functions that have a name of their own, not what an object holds. */
export function callsIn(checker: Checker, nodes: Node[]) {
  const named = nodes.filter(
    node => (isCallExpression(node) || isNewExpression(node)) && isIdentifier(node.expression),
  );
  const byName = Map.groupBy(named as CallOrNew[], ({ expression }) => expression.getText());
  return {
    /** Every call of this function; none where it has no name. */
    callsOf(called: Node): CallOrNew[] {
      const name = nameOf(called);
      const symbol = name && symbolOf(checker, name);
      if (!symbol) return [];
      return (byName.get(name.getText()) ?? []).filter(call => symbolOf(checker, call.expression)?.id === symbol.id);
    },

    /** What its parameters stand for in a call with these arguments, beside what was `given` before. */
    bind(called: Node, given: readonly Expression[], before: Given): Given {
      const { parameters } = called as unknown as { parameters: readonly ParameterDeclaration[] };
      const bound = new Map(before);
      for (const [nth, { name, initializer }] of parameters.entries()) {
        const symbol = checker.getSymbolAtLocation(name);
        const value = given[nth] ?? initializer;
        if (symbol && value) bound.set(symbol.id, value);
      }
      return bound;
    },
  };
}

export type CallOrNew = Node & { expression: Expression; arguments: readonly Expression[] };

/** What an identifier means, wherever it was imported from. */
export function symbolOf(checker: Checker, node: Node) {
  const symbol = checker.getSymbolAtLocation(node);
  return symbol && symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

export const isFunction = (node: Node) =>
  [isArrowFunction, isFunctionDeclaration, isFunctionExpression, isMethodDeclaration, isConstructorDeclaration].some(
    is => is(node),
  );

/** The innermost function that this is in. */
export const functionAround = (node: Node): Node | undefined => around(node.parent).find(isFunction);

function nameOf(called: Node): Node | undefined {
  if (isFunctionDeclaration(called)) return called.name;
  return isVariableDeclaration(called.parent) ? called.parent.name : undefined;
}
