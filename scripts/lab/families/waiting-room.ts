import { technologies } from '../../compare/waiting-room/technologies.ts';
import { type Family, figureIn, promisesIn } from '../figures.ts';

const home = 'ticketmaster/tech-waiting-room';

export const waitingRoom: Family = {
  name: 'Waiting room',
  home,
  technologies: sections =>
    technologies.map(({ name, folder, servers, emulator }) => {
      const away = (title: string, label: string) =>
        figureIn(sections, { title, label, column: 'nobody was let in for, ms', row: name });
      return {
        ...{ name, lesson: `${home}/${folder}`, servers, ...(emulator && { emulator }) },
        promises: promisesIn(sections, 'What each line keeps', name),
        speed: [
          { title: 'Joining', column: '÷ no-op POST', label: 'joins ÷ no-op POST' },
          { title: 'Letting in', column: 'batched ÷ single', label: 'let in by batches ÷ one by one' },
        ].flatMap(where => figureIn(sections, { ...where, row: name })),
        recovery: [...away('The gate dies', 'gate killed, ms'), ...away('The broker dies', 'broker killed, ms')],
      };
    }),
};
