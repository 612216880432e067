/** Narrows the matrix, and the families below it, to what the form says. Stands alone: the exported page holds it. */
const form = document.querySelector<HTMLFormElement>('#filters')!;
const shown = document.querySelector('#shown')!;
const technologies = [...document.querySelectorAll<HTMLElement>('tr.technology')];
const levels = ['npm', 'packages', 'Java'];

function narrow(): void {
  const wanted = new FormData(form);
  const [family, promise, needs] = ['family', 'promise', 'needs'].map(name => String(wanted.get(name) ?? ''));
  let count = 0;
  for (const row of technologies) {
    const { kept = '', all, needs: asks = '' } = row.dataset;
    const ofFamily = row.closest('tbody')!.dataset.family;
    const fits =
      (!family || family === ofFamily) &&
      (!promise || kept.split('|').includes(promise)) &&
      levels.indexOf(asks) <= levels.indexOf(needs!) &&
      (!wanted.has('all') || all === 'yes');
    row.hidden = !fits;
    if (fits) count++;
  }
  for (const body of document.querySelectorAll<HTMLElement>('tbody[data-family]'))
    body.hidden = body.querySelector('tr.technology:not([hidden])') === null;
  for (const section of document.querySelectorAll<HTMLElement>('section.family'))
    section.hidden = Boolean(family) && section.dataset.family !== family;
  shown.textContent = `${count} of ${technologies.length} technologies`;
}

form.hidden = false;
form.addEventListener('change', narrow);
form.addEventListener('submit', event => event.preventDefault());
form.addEventListener('reset', () => setTimeout(narrow)); // the form is empty only after its event
narrow(); // a browser that goes back fills the form as it was
