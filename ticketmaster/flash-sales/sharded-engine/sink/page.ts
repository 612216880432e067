import type { Received } from './mailbox.ts';

const escaped = (text: string) => text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);

/** The newest hundred mails, for a reader. */
export function pageOf(mails: Received[]): string {
  const rows = mails
    .slice(-100)
    .reverse()
    .map(({ to, subject, text, deliveries }) => {
      const again = deliveries > 1 ? ` <small>(came ${deliveries} times, is shown once)</small>` : '';
      return `<li><b>${escaped(to)}</b> ${escaped(subject)}${again}<pre>${escaped(text)}</pre></li>`;
    });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2">
<title>Mails</title>
<style>body { font: 16px/1.4 system-ui; max-width: 50rem; margin: 2rem auto; padding: 0 1rem } pre { margin: 0 0 1rem }</style>
<h1>${mails.length} mails</h1>
<ol reversed>${rows.join('\n')}</ol>
</html>
`;
}
