import { h, tell } from './dom.ts';

/** Notifications of the browser, for a visitor who looks at something else meanwhile. */
export const isAllowed = () => 'Notification' in window && Notification.permission === 'granted';

/** A button that asks for leave; nothing where that is decided, or cannot be asked. */
export function askToNotify(): HTMLElement | undefined {
  if (!('Notification' in window) || Notification.permission !== 'default') return undefined;
  const ask = async () => {
    const answer = await Notification.requestPermission();
    tell(answer === 'granted' ? 'You will be notified' : 'No notification, then: the title of the tab tells you');
    button.remove();
  };
  const button = h('button', { onclick: ask }, 'Notify me');
  return button;
}

export function notify(title: string, body: string): void {
  if (document.visibilityState === 'visible') return;
  new Notification(title, { body, tag: title });
}
