import {
  isIdentifier,
  isInterfaceDeclaration,
  isTypeAliasDeclaration,
  isVariableStatement,
  type Node,
} from 'typescript/unstable/ast';
import { placeOf, sentencesAbove, tagsAbove } from './syntax.ts';

/** What messages go over, and what an address is there. */
export const MEDIA = {
  kafka: 'Kafka topic',
  rabbitmq: 'RabbitMQ queue',
  sqs: 'SQS queue',
  'redis-stream': 'Redis stream',
  'redis-pubsub': 'Redis pub/sub channel',
  notify: 'PostgreSQL NOTIFY channel',
  outbox: 'outbox table',
  sse: 'server-sent events of',
  webhook: 'webhook to',
  mail: 'mail by',
  signal: 'signal of',
} as const;
export type Medium = keyof typeof MEDIA;

/** A message as the comment above its type says it, or above a function where it has no type of its own. */
export interface Declared {
  name: string;
  medium: Medium;
  address: string;
  node: Node;
  /** What it is. */
  sentences: string;
  /** The name of its type, where the tag is not above it. */
  carries: string | undefined;
  fields: { name: string; meaning: string }[];
  /** What stands in the code of both ends where no import reaches from one to the other: a name on the wire. */
  word: string | undefined;
  /** Who is at an end that is no part of the lab. */
  outside: { sends?: string; hears?: string };
  lost: string | undefined;
  twice: string | undefined;
}

const BESIDE = ['carries', 'field', 'word', 'says', 'outside', 'lost', 'twice'] as const;
const ONCE = ['message', 'carries', 'word', 'says', 'lost', 'twice'] as const;

export const isType = (node: Node) => isInterfaceDeclaration(node) || isTypeAliasDeclaration(node);

/** The message that the comment above this node declares; undefined for none. */
export function declaredAt(node: Node, refuse: (at: Node, why: string) => void): Declared | undefined {
  const all = (tag: (typeof BESIDE)[number]) => tagsAbove(node, tag);
  const [tag] = tagsAbove(node, 'message');
  if (tag === undefined) {
    const lonely = BESIDE.find(beside => all(beside).length > 0);
    if (lonely) refuse(node, `has a tag @${lonely} without a @message beside it`);
    return undefined;
  }
  const [, name, medium, address] = /^([a-z][\w.-]*) over (\S+) (.+)$/.exec(tag) ?? [];
  if (!address) {
    refuse(node, `has a tag that is not '@message <name> over <medium> <address>'`);
    return undefined;
  }
  if (!Object.hasOwn(MEDIA, medium!)) {
    refuse(node, `goes over '${medium}', which is none of ${Object.keys(MEDIA).join(', ')}`);
    return undefined;
  }
  const twofold = ONCE.find(one => tagsAbove(node, one).length > 1);
  if (twofold) refuse(node, `has two tags @${twofold}`);
  const empty = BESIDE.find(beside => all(beside).includes(''));
  if (empty) refuse(node, `has a tag @${empty} that says nothing`);

  const fields = all('field').flatMap(text => {
    const [, field, meaning] = /^(\S+) (.+)$/.exec(text) ?? [];
    if (!meaning) refuse(node, `has a tag that is not '@field <name> <meaning>'`);
    return meaning ? [{ name: field!, meaning: meaning.replace(/^\p{Ll}/u, first => first.toUpperCase()) }] : [];
  });
  const outside: Declared['outside'] = {};
  for (const text of all('outside')) {
    const [, end, who] = /^(sends|hears) (.+)$/.exec(text) ?? [];
    if (who) outside[end as 'sends' | 'hears'] = who;
    else refuse(node, `has a tag that is not '@outside sends|hears <who>'`);
  }
  const sentences = all('says')[0] ?? (isType(node) ? sentencesAbove(node) : '');
  if (!sentences)
    refuse(node, `does not say what '${name}' is: by a sentence above its type, or by '@says <sentence>'`);
  const [[carries], [word], [lost], [twice]] = [all('carries'), all('word'), all('lost'), all('twice')];
  return {
    ...{ name: name!, medium: medium as Medium, address, node, sentences, fields, outside },
    ...{ carries, word, lost, twice },
  };
}

/** What a reader would search for: the name of what is tagged, or of the function around it. */
export function nameOf(node: Node): string {
  const { name } = (isVariableStatement(node) ? node.declarationList.declarations[0]! : node) as { name?: Node };
  return name && isIdentifier(name) ? name.text : placeOf(node);
}
