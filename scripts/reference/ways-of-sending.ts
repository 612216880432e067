import {
  isCallExpression,
  isIdentifier,
  isNewExpression,
  isNoSubstitutionTemplateLiteral,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  isTemplateExpression,
  type Node,
} from 'typescript/unstable/ast';

export type End = 'sends' | 'hears';

/** `receiver.method(…)` that sends, or listens. */
const METHODS: [End, receiver: RegExp, method: RegExp][] = [
  ['sends', /producer$/i, /^send$/],
  ['sends', /./, /^s?publish$/],
  ['sends', /./, /^(xadd|sendToQueue|sendMail|resolveAwakeable|postMessage)$/],
  ['sends', /^DBOS$/, /^send$/],
  ['sends', /poster$/i, /^post$/],
  ['hears', /consumer$/i, /^subscribe$/],
  ['hears', /subscriber$|redis$|cluster$|fanOut$/i, /^s?subscribe$/],
  ['hears', /./, /^(xread|xreadgroup|awakeable|recv)$/],
  ['hears', /channel$/i, /^consume$/],
];
const CALLS: [End, RegExp][] = [
  ['sends', /^append(All)?$/],
  ['hears', /^readStream$/],
];
const NEW: [End, RegExp][] = [
  ['sends', /^SendMessage(Batch)?Command$/],
  ['hears', /^(ReceiveMessageCommand|EventSource)$/],
];
/** Text that does it: SQL, and what an event stream is made of. */
const TEXTS: [End, RegExp][] = [
  ['sends', /\bpg_notify\(|\binsert into (unpublished|changed_event)\b/],
  ['sends', /(^|\n)data: /],
];

/** The header of a webhook that we sign. */
const SIGNATURE = /^'stripe-signature'$/;

/** What a node of TypeScript does: sends a message or listens for one, by a way that is known; undefined for anything else. */
export function endAt(node: Node): { end: End; way: string } | undefined {
  if (isCallExpression(node)) {
    const { expression } = node;
    if (isIdentifier(expression)) return of(CALLS, expression.text);
    if (!isPropertyAccessExpression(expression)) return undefined;
    const [receiver, method] = [expression.expression.getText(), expression.name.getText()];
    const found = METHODS.find(([, whose, what]) => whose.test(receiver) && what.test(method));
    return found && { end: found[0], way: `.${method}(` };
  }
  if (isNewExpression(node)) return of(NEW, node.expression.getText());
  if (isPropertyAssignment(node) && node.name.getText() === 'notified') return { end: 'hears', way: 'notified:' };
  if (isPropertyAssignment(node) && SIGNATURE.test(node.name.getText()))
    return { end: 'sends', way: node.name.getText() };
  if (isStringLiteral(node) || isNoSubstitutionTemplateLiteral(node)) return of(TEXTS, node.text);
  if (isTemplateExpression(node))
    return of(TEXTS, [node.head, ...node.templateSpans.map(span => span.literal)].map(part => part.text).join('…'));
  return undefined;
}

/** The same in Lua, SQL and scripts of pages, by the text of the file. */
export function endInText(text: string) {
  return of(
    [
      ['sends', /'(XADD|S?PUBLISH)'|\bpg_notify\(/],
      ['hears', /\bnew EventSource\(/],
    ],
    text,
  );
}

function of(known: [End, RegExp][], text: string) {
  const found = known.find(([, pattern]) => pattern.test(text));
  return found && { end: found[0], way: found[1].exec(text)![0].trim() };
}
