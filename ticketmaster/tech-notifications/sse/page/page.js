/*
 * The visitor's page. What it knows is in localStorage, so that a reload, and a second tab, go on where this one is; the key is not:
 * it is in a cookie that no script can read. All that comes from the server is shown by textContent, so none of it can become HTML.
 */
const eventId = new URLSearchParams(location.search).get('event') ?? 'E1';
const $ = id => document.getElementById(id);

/** {visitorId, place, lastEventId, admissions: {notificationId, eventId, seq, expiresAt}[]}, or undefined for one who has not joined. */
const known = () => JSON.parse(localStorage.getItem(`visitor of ${eventId}`) ?? 'null') ?? undefined;
const remember = visitor => localStorage.setItem(`visitor of ${eventId}`, JSON.stringify(visitor));

/** Two tabs hear the same: each adds to what is there by then, and a number never goes back. */
function hear(notifications, upTo) {
  const visitor = known();
  if (!visitor) return;
  const heard = new Set(visitor.admissions.map(({ notificationId }) => notificationId));
  for (const { notificationId, type, seq, data, expiresAt } of notifications)
    if (type === 'waiting-room.admitted' && !heard.has(notificationId))
      visitor.admissions.push({ notificationId, eventId: data.eventId, seq, expiresAt });
  visitor.admissions.sort((one, other) => one.seq - other.seq);
  remember({ ...visitor, lastEventId: Math.max(visitor.lastEventId, upTo) });
  show();
}

/** Only these hold, and this is the number to go on from: whatever was known before. */
function resync({ newest, notifications }) {
  const visitor = known();
  if (!visitor) return;
  remember({ ...visitor, lastEventId: 0, admissions: [] });
  hear(notifications, newest);
}

function show() {
  const visitor = known();
  $('join').hidden = visitor !== undefined;
  $('waiting').hidden = visitor === undefined;
  const admissions = visitor?.admissions ?? [];
  $('place').textContent = visitor ? `${visitor.visitorId}, you are number ${visitor.place} for ${eventId}.` : '';
  $('in').hidden = admissions.length === 0;
  for (const { notificationId, eventId: to, expiresAt } of admissions) {
    if (document.getElementById(notificationId)) continue;
    const line = document.createElement('li');
    line.id = notificationId;
    line.textContent = `${to}, until ${new Date(expiresAt).toLocaleTimeString()}`;
    $('admissions').append(line);
  }
  const held = new Set(admissions.map(({ notificationId }) => notificationId));
  for (const line of [...$('admissions').children]) if (!held.has(line.id)) line.remove();
  document.title = admissions.length ? "You're in" : 'Waiting room';
}

function connection(state) {
  $('connection').textContent = state;
  $('connection').className = state;
}

let stream;
let again; // the timer of the next try
let failures = 0;

/**
 * EventSource comes back by itself after a lost connection, but not after an answer such as 503: then we do, later and later.
 * @hears notification
 * @hears resync
 * @hears replaced
 */
function listen() {
  clearTimeout(again);
  stream?.close();
  const visitor = known();
  if (!visitor) return;
  connection('connecting');
  const after = visitor.lastEventId ? `?lastEventId=${visitor.lastEventId}` : '';
  const opened = new EventSource(`/api/visitors/${encodeURIComponent(visitor.visitorId)}/stream${after}`);
  stream = opened;
  again = setTimeout(listen, 10_000); // it may wait on a connection that is dead, and not know
  opened.onopen = () => {
    clearTimeout(again);
    failures = 0;
    connection('live');
  };
  opened.onerror = () => {
    connection(navigator.onLine ? 'connecting' : 'offline');
    if (opened.readyState !== EventSource.CLOSED || opened !== stream) return;
    connection('offline');
    clearTimeout(again);
    again = setTimeout(listen, Math.random() * Math.min(30_000, 1_000 * 2 ** failures++));
  };
  opened.addEventListener('notification', ({ data, lastEventId }) => hear([JSON.parse(data)], Number(lastEventId)));
  opened.addEventListener('resync', ({ data }) => resync(JSON.parse(data)));
  opened.addEventListener('replaced', () => {
    opened.close(); // and not again, or the tabs would throw each other out for ever
    connection('open in other tabs');
  });
}

/** The key is made here, told to the server once, and kept in the cookie alone. */
async function join(visitorId) {
  const authorization = `Bearer ${crypto.randomUUID()}`;
  const post = async path => {
    const answer = await fetch(`/api/${path}`, { method: 'POST', headers: { authorization } });
    if (answer.ok) return answer;
    throw new Error((await answer.json()).detail);
  };
  const joined = await post(`events/${encodeURIComponent(eventId)}/waiting-room/${encodeURIComponent(visitorId)}`);
  await post(`visitors/${encodeURIComponent(visitorId)}/session`);
  const { place } = await joined.json();
  remember({ visitorId, place, lastEventId: 0, admissions: [] });
}

$('join').addEventListener('submit', submitted => {
  submitted.preventDefault();
  $('problem').textContent = '';
  join($('name').value)
    .then(show)
    .then(listen)
    .catch(({ message }) => {
      $('problem').textContent = message;
    });
});
$('leave').addEventListener('click', () => {
  localStorage.removeItem(`visitor of ${eventId}`);
  show();
  listen();
  connection('not connected');
});
addEventListener('online', listen); // the old connection may look alive and be dead
addEventListener('offline', () => connection('offline'));
addEventListener('storage', show); // another tab has heard
addEventListener('pagehide', () => stream?.close()); // or a page that is kept for the back button would hold its connection
addEventListener('pageshow', ({ persisted }) => persisted && listen());
show();
listen();
