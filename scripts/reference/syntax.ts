import {
  type Expression,
  isArrowFunction,
  isAsExpression,
  isFunctionExpression,
  isIdentifier,
  isNonNullExpression,
  isParenthesizedExpression,
  isSatisfiesExpression,
  isStringLiteral,
  isVariableDeclaration,
  type Node,
  type SourceFile,
} from 'typescript/unstable/ast';

/** The node and all below it, each before what is in it. */
export function* within(node: Node): Generator<Node> {
  yield node;
  const children: Node[] = [];
  node.forEachChild(child => void children.push(child));
  for (const child of children) yield* within(child);
}

/** The node and all around it, the nearest first. */
export function* around(node: Node): Generator<Node> {
  for (let one: Node | undefined = node; one; one = one.parent) yield one;
}

/** What it says, without brackets, assertions and `!`. */
export function bare(node: Expression): Expression {
  const wraps = [isParenthesizedExpression, isAsExpression, isSatisfiesExpression, isNonNullExpression];
  return wraps.some(is => is(node)) ? bare((node as unknown as { expression: Expression }).expression) : node;
}

/** The sentences of the comment that stands directly above this node, on one line; '' for none. Its tags are apart. */
export const sentencesAbove = (node: Node): string =>
  commentOf(node)
    .split(/(?:^|\s)@(?=[a-z])/)[0]!
    .trim();

/** The tags of that name in the comment directly above this node: what stands behind each, on one line. */
export const tagsAbove = (node: Node, name: string): string[] =>
  commentOf(node)
    .split(/(?:^|\s)@(?=[a-z])/)
    .slice(1)
    .filter(tag => tag.split(' ')[0] === name)
    .map(tag => tag.slice(name.length).trim());

const commentOf = (node: Node) =>
  (node.jsDoc ?? [])
    .map(doc =>
      doc
        .getText()
        .replace(/^\/\*\*|\*\/$/g, '')
        .replace(/^\s*\* ?/gm, ''),
    )
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

/** What a reader would search for: `POST /api/orders` inside a route, else the name of the function around it; '' at the top of a file. */
export function placeOf(node: Node): string {
  for (const one of around(node)) {
    const { name } = one as { name?: Node };
    const isFunction = isArrowFunction(one) || isFunctionExpression(one);
    if (isFunction) {
      const route = routeOf(one);
      if (route) return route;
      if (isVariableDeclaration(one.parent)) return one.parent.name.getText();
    } else if (name && isIdentifier(name) && 'body' in one) return name.text;
  }
  return '';
}

/** `routes.post('/api/orders', json, handler)` → POST /api/orders, for its handlers. */
function routeOf(handler: Node): string | undefined {
  const { expression, arguments: given } = handler.parent as { expression?: Node; arguments?: readonly Node[] };
  const verb = (expression as { name?: Node } | undefined)?.name?.getText() ?? '';
  const [path] = given ?? [];
  if (!/^(get|post|put|patch|delete|all|use)$/.test(verb) || !path || !isStringLiteral(path)) return undefined;
  return `${verb.toUpperCase()} ${path.text}`;
}

/** The line of a node, from 1. */
export const lineOf = (node: Node, source: SourceFile = node.getSourceFile()) =>
  source.text.slice(0, node.getStart(source)).split('\n').length;
