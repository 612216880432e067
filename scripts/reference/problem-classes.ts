import {
  type ClassDeclaration,
  type Expression,
  isCallExpression,
  isClassDeclaration,
  isConstructorDeclaration,
  type NewExpression,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast';
import type { Checker } from 'typescript/unstable/sync';
import { symbolOf } from './calls.ts';
import { within } from './syntax.ts';
import type { Given } from './values.ts';

/** What a problem is made of, in the order of the constructor of `Problem`. */
export interface MadeOf {
  status: Expression | undefined;
  slug: Expression | undefined;
  detail: Expression | undefined;
  more: Expression | undefined;
  given: Given;
}

type Bind = (called: Node, given: readonly Expression[], before: Given) => Given;

/** `Problem` and every class that extends it. */
export function problemClasses(checker: Checker, nodes: Node[], base: ClassDeclaration, bind: Bind) {
  const idOf = (node: Node) => symbolOf(checker, node)?.id;
  const known = new Map<number, ClassDeclaration>([[idOf(base.name!)!, base]]);
  const declared = nodes.filter(isClassDeclaration);
  for (let before = 0; before !== known.size; ) {
    before = known.size;
    for (const one of declared) {
      const parent = parentOf(one);
      if (parent && one.name && known.has(idOf(parent) ?? -1)) known.set(idOf(one.name)!, one);
    }
  }

  const names = new Set([...known.values()].map(({ name }) => name!.text));

  return {
    isProblem: ({ expression }: NewExpression) => names.has(expression.getText()) && known.has(idOf(expression) ?? -1),

    /** Through the constructors of the classes between; undefined where one does not call `super` with plain arguments. */
    madeOf({ expression, arguments: first = [] as never }: NewExpression, before: Given): MadeOf | undefined {
      let [of, values, given]: [ClassDeclaration, readonly Expression[], Given] = [
        known.get(idOf(expression)!)!,
        first,
        before,
      ];
      while (of !== base) {
        const own = of.members.find(isConstructorDeclaration);
        if (own) {
          given = bind(own, values, given);
          const call = [...within(own)].find(
            node => isCallExpression(node) && node.expression.kind === SyntaxKind.SuperKeyword,
          );
          if (!call || !isCallExpression(call)) return undefined;
          values = call.arguments;
        }
        of = known.get(idOf(parentOf(of)!)!)!;
      }
      if (values.some(({ kind }) => kind === SyntaxKind.SpreadElement)) return undefined;
      const [status, slug, detail, more] = values;
      return { status, slug, detail, more, given };
    },
  };
}

const parentOf = ({ heritageClauses }: ClassDeclaration): Expression | undefined =>
  heritageClauses?.find(({ token }) => token === SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
