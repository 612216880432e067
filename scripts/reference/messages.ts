import { posix } from 'node:path';
import { isVariableStatement, type Node } from 'typescript/unstable/ast';
import { callsIn } from './calls.ts';
import { type Field, fieldsOf, homeOf } from './message-fields.ts';
import { type Declared, declaredAt, nameOf } from './message-tags.ts';
import type { Files, Project } from './project.ts';
import { reachIn } from './reach.ts';
import { lineOf, tagsAbove, within } from './syntax.ts';
import { isText, tagsInText, undeclared, undeclaredIn } from './undeclared.ts';
import { type End, endInText } from './ways-of-sending.ts';

/** A function that sends a message or listens for it; `place` is '' where that is a script or a trigger. */
export interface Place {
  file: string;
  place: string;
}

export interface Message extends Omit<Declared, 'node' | 'carries'> {
  /** Where it is declared, from the root. */
  file: string;
  fields: Field[];
  sends: Place[];
  hears: Place[];
}

export interface Messages {
  messages: Message[];
  /** What is not declared, or is declared and not so: `file:line why`. */
  refused: string[];
}

/** Names of a field that is the whole message, and has no name in the code. */
const WHOLE = ['payload', 'data'];
const ENDS: readonly End[] = ['sends', 'hears'];
/** All messages that the sources declare, with both ends of each. What is sent or heard and not declared it refuses: nothing is left out. */
export function messagesIn(project: Project, files: Files): Messages {
  const { sources, checker, pathOf } = project;
  const nodes = [...sources.values()].flatMap(source => [...within(source)]);
  const reaches = reachIn(project, files);
  const { callsOf } = callsIn(checker, nodes);
  const refused: string[] = [];
  const fileOf = (node: Node) => pathOf(node.getSourceFile());

  function refuse(at: Node, why: string): void {
    refused.push(`${fileOf(at)}:${lineOf(at)} ${why}: ${at.getText().split('\n')[0]}`);
  }

  const messages = new Map<string, Message & { home: string }>();
  for (const node of nodes) {
    const declared = declaredAt(node, refuse);
    if (!declared) continue;
    const { name, carries } = declared;
    if (messages.has(name)) refuse(node, `declares the message '${name}' a second time`);
    const fields = fieldsOf(checker, declared);
    const all = fields ? [...fields.typed, ...fields.said] : [];
    if (!fields) refuse(node, `carries '${carries}', which is no type here`);
    else if (all.length === 0)
      refuse(node, `says nothing of what '${name}' holds: by its type, or '@field <name> <meaning>'`);
    else if (fields.typed.length > 0 && fields.said[0])
      refuse(node, `has a @field ${fields.said[0].name}, which its type lacks`);
    messages.set(name, {
      ...{ ...declared, file: fileOf(node), fields: all, sends: [], hears: [] },
      home: pathOf(homeOf(checker, declared)),
    });
  }

  /** Answers why that cannot be. */
  function tie(end: End, tag: string, place: Place): string | undefined {
    const message = messages.get(tag);
    if (!/^\S+$/.test(tag)) return `has a tag that is not '@${end} <name>'`;
    if (!message) return `${end} '${tag}', which no @message declares`;
    const { home, word, file } = message;
    const isNamed = word !== undefined && says(place.file, word);
    if (!isNamed && !reaches(place.file, home) && !reaches(place.file, file))
      return `${end} '${tag}', and neither imports ${home}, nor what does${word === undefined ? '' : `, nor says '${word}'`}`;
    message[end].push(place);
    return undefined;
  }

  /** A constant that names a file stands for it: SQL that a database has run once is never changed, not even its comments. */
  function placeAt(node: Node): Place {
    const script = isVariableStatement(node) ? /'([\w./-]+\.(?:sql|lua))'/.exec(node.getText())?.[1] : undefined;
    const path = posix.join(posix.dirname(fileOf(node)), script ?? '');
    return script !== undefined && files.has(path)
      ? { file: path, place: '' }
      : { file: fileOf(node), place: nameOf(node) };
  }

  /** Apart from its comments, which may speak of anything. */
  function says(path: string, word: string): boolean {
    const code = files.get(path)!.replace(/\/\*[\s\S]*?\*\/|^\s*(\/\/|--).*$/gm, '');
    return new RegExp(`(?<!\\w)${RegExp.escape(word)}(?!\\w)`, 'i').test(code);
  }

  for (const node of nodes)
    for (const end of ENDS)
      for (const tag of tagsAbove(node, end)) {
        const why = tie(end, tag, placeAt(node));
        if (why) refuse(node, why);
      }
  for (const [file, text] of files)
    for (const { end, tag } of isText(file) ? tagsInText(text) : []) {
      const why = tie(end, tag, { file, place: '' });
      if (why) refused.push(`${file} ${why}`);
    }
  undeclaredIn(nodes, callsOf, refuse);
  for (const [file, text] of files) {
    const found = isText(file) ? endInText(text) : undefined;
    const isTied = found && [...messages.values()].some(one => one[found.end].some(place => place.file === file));
    if (found && !isTied) refused.push(`${file} ${undeclared(found)} in a comment, or above what names the file`);
  }

  for (const { name, file, outside, fields, ...ends } of messages.values()) {
    for (const end of ENDS)
      if (ends[end].length === 0 && !outside[end])
        refused.push(
          `${file} declares '${name}', which nobody ${end}: '@${end} ${name}' there, or '@outside ${end} <who>'`,
        );
    const known = [...ends.sends, ...ends.hears];
    for (const field of fields)
      if (field.type === '' && !WHOLE.includes(field.name) && !known.some(place => says(place.file, field.name)))
        refused.push(`${file} declares '${name}' with a field '${field.name}', of which neither end says anything`);
  }
  return { messages: [...messages.values()], refused };
}
