import { expect, it } from 'vitest';
import { html, inline } from './html.ts';

const bad = '<script>alert("1")</script> & more';
const said = (markdown: string) => inline(markdown, 'ticketmaster/tech-x/lesson', 'ticketmaster/lab').markup;

it('takes what is put in for text, unless it is HTML already', () => {
  expect(html`<p title="${bad}">${html`<b>${1}</b>`}${['a', '<']}${false}${undefined}</p>`.markup).toBe(
    '<p title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more"><b>1</b>a&lt;</p>',
  );
});

it('says a line of Markdown, whose HTML is text', () => {
  expect(said('**40** of `x<y>` for *all* <script>')).toBe(
    '<strong>40</strong> of <code>x&lt;y&gt;</code> for <em>all</em> &lt;script&gt;',
  );
});

it.each(['-', '1. first', '# title', '', '> 1'])('leaves %s as it is, which is no paragraph', text => {
  expect(said(text)).toBe(text.replace('>', '&gt;'));
});

it('leads a link to where it led from its file', () => {
  expect(said('[a](../postgres/README.md#when-it-grows)')).toBe(
    '<a href="../tech-x/postgres/README.md#when-it-grows">a</a>',
  );
  expect(said('[a](#tech-choices)')).toContain('href="../tech-x/lesson/README.md#tech-choices"');
  expect(said('[a](https://example.org/?a=1&b)')).toContain('href="https://example.org/?a=1&amp;b"');
});

it('refuses a link to what is neither a page nor a file, and a picture', () => {
  expect(() => said('[a](javascript:alert(1))')).toThrow('javascript:');
  expect(() => said('![a](a.png)')).toThrow('There is a image');
});
