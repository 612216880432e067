import { technologies } from '../../compare/notifications/technologies.ts';
import { type Family, figureIn, promisesIn } from '../figures.ts';

const home = 'ticketmaster/tech-notifications';

export const notifications: Family = {
  name: 'Notifications',
  home,
  technologies: sections =>
    technologies.map(({ name, folder, servers }) => ({
      ...{ name, lesson: `${home}/${folder}`, servers },
      promises: promisesIn(sections, 'What each channel keeps', name),
      speed: [
        { title: 'Until the app knows', column: 'p50 ms', label: 'until the app knows, p50 ms' },
        { title: 'Waiting', column: 'requests, per visitor and minute', label: 'requests per visitor and minute' },
      ].flatMap(where => figureIn(sections, { ...where, row: name })),
      recovery: [
        { title: 'The app is away for ten seconds', label: 'app away for 10 s, ms' },
        { title: 'The server is away for ten seconds', label: 'server away for 10 s, ms' },
      ].flatMap(where => figureIn(sections, { ...where, column: 'recovery, ms', row: name })),
    })),
};
