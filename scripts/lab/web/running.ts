/** Servers and lessons: how they are, and orders to them. */
interface Server {
  name: string;
  kind: string;
  state: string;
  provider: string;
  version: string;
  url: string;
  problem?: string;
}

interface Lesson {
  id: string;
  state: string;
  url?: string;
  code?: number | string;
}

const token = document.querySelector<HTMLMetaElement>('meta[name=lab-token]')!.content;
const OFTEN_MS = 500;
const SELDOM_MS = 3_000;
const busy = ['starting', 'stopping'];

async function asked<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`The page's server answers ${answer.status}`);
  return (await answer.json()) as T;
}

/** Sends an order; why it is refused is said in `trouble`. Looks at once how things are. */
async function order(path: string, trouble: string): Promise<void> {
  const say = (text: string) => {
    document.querySelector(trouble)!.textContent = text;
  };
  say('');
  try {
    const answer = await fetch(path, { method: 'POST', headers: { 'x-lab-token': token } });
    if (!answer.ok) say(((await answer.json()) as { detail: string }).detail);
  } catch {
    say('The page’s server does not answer.');
  }
  void look();
}

function button(text: string, of: string, path: string, trouble: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  made.ariaLabel = `${text} ${of}`;
  made.addEventListener('click', () => void order(path, trouble));
  return made;
}

/** The row of a server, made when it is seen first: later only texts change, so that the focus stays. */
function rowOf({ name, kind }: Server): HTMLTableRowElement {
  const body = document.querySelector<HTMLTableSectionElement>('#server-rows tbody')!;
  const known = [...body.rows].find(row => row.dataset.server === name);
  if (known) return known;
  const row = body.insertRow();
  row.dataset.server = name;
  const head = document.createElement('th');
  head.scope = 'row';
  head.textContent = name;
  row.append(head);
  for (const text of [kind, '', '', '', '']) row.insertCell().textContent = text;
  const to = (what: string) => `/api/servers/${name}/${what}`;
  row
    .insertCell()
    .append(
      button('Start', name, to('start'), '#servers-trouble'),
      ' ',
      button('Stop', name, to('stop'), '#servers-trouble'),
    );
  return row;
}

function showServer(server: Server): void {
  const row = rowOf(server);
  const { state, problem, provider, version, url } = server;
  const texts = [problem === undefined ? state : `${state}: ${problem}`, provider, version, url];
  for (const [nth, text] of texts.entries()) setText(row.cells[nth + 2]!, text);
  row.dataset.state = state;
  const [start, stop] = row.querySelectorAll('button');
  start!.disabled = state !== 'stopped';
  stop!.disabled = state !== 'running' || provider === 'environment';
}

function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function showLesson({ id, state, url, code }: Lesson): void {
  const row = document.querySelector<HTMLElement>(`[data-lesson="${id}"]`)!;
  const { title = id } = row.dataset;
  const orders = row.querySelector('.orders')!;
  if (!orders.firstChild) {
    const to = (what: string) => `/api/lessons/${id}/${what}`;
    orders.append(
      button('Run', title, to('run'), '#lessons-trouble'),
      ' ',
      button('Stop', title, to('stop'), '#lessons-trouble'),
    );
  }
  const [run, stop] = orders.querySelectorAll('button');
  run!.disabled = ['starting', 'running', 'stopping'].includes(state);
  stop!.disabled = !['starting', 'running'].includes(state);
  const before = row.dataset.state ?? 'not running';
  row.dataset.state = state;
  if (before !== state && state === 'starting') {
    row.querySelector('.log')!.textContent = ''; // of the run before
    row.dataset.next = '0';
    row.querySelector('details')!.open = true;
  }
  const cell = row.querySelector('.state')!;
  if (url === undefined) setText(cell, code === undefined ? state : `${state} (${code})`);
  else linkTo(cell, state, url);
}

function linkTo(cell: Element, state: string, url: string): void {
  if (cell.querySelector('a')?.textContent === url) return;
  const link = document.createElement('a');
  if (/^https?:/.test(url)) link.href = url;
  link.textContent = url;
  cell.replaceChildren(`${state} at `, link);
}

/** What an open log has printed since. */
async function showLog(row: HTMLElement): Promise<void> {
  if (!row.querySelector('details')!.open) return;
  const from = Number(row.dataset.next ?? 0);
  const piece = await asked<{ next: number; text: string }>(`/api/lessons/${row.dataset.lesson}/log?from=${from}`);
  if (Number(row.dataset.next ?? 0) !== from) return; // another look was faster
  row.dataset.next = `${piece.next}`;
  if (!piece.text) return;
  const log = row.querySelector('.log')!;
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.append(piece.text);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

let timer: ReturnType<typeof setTimeout> | undefined;

async function look(): Promise<void> {
  clearTimeout(timer);
  let often = false;
  try {
    const [servers, lessons] = await Promise.all([asked<Server[]>('/api/servers'), asked<Lesson[]>('/api/lessons')]);
    servers.forEach(showServer);
    lessons.forEach(showLesson);
    await Promise.all([...document.querySelectorAll<HTMLElement>('[data-lesson]')].map(showLog));
    often = [...servers, ...lessons].some(({ state }) => busy.includes(state));
    setText(document.querySelector('#connection')!, '');
  } catch {
    setText(document.querySelector('#connection')!, 'The page’s server does not answer: npm run lab');
  }
  clearTimeout(timer);
  timer = setTimeout(() => void look(), often ? OFTEN_MS : SELDOM_MS);
}

void look();
