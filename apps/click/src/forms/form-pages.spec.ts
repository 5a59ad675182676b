import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { FormContent } from '@linkflow/contracts';
import { embedScript } from './embed-script';
import { FormPagesHtml } from './form-pages';
import { FormPrefill } from './form-prefill';
import { TEXTS } from './form-page.texts';

const content = (blocks: unknown[], settings: Record<string, unknown> = {}): FormContent =>
  FormContent.parse({ blocks, settings: { title: '<Påmelding>', language: 'nb', ...settings } });
const pages = new FormPagesHtml({
  name: 'Soltun <Energi>',
  logoUrl: 'https://cdn.example/logo.png',
  colour: '#14614b',
  address: 'Solveien 1',
  privacyUrl: 'https://example.com/privacy',
});
const show = (form: FormContent, more: Partial<Parameters<FormPagesHtml['form']>[0]> = {}) =>
  pages.form({ content: form, ticket: 'ticket', answers: {}, isEmbedded: false, ...more });

const QUESTIONS = [
  {
    type: 'text',
    name: 'name',
    label: 'Navn & "kallenavn"',
    help: 'Som på skiltet',
    required: true,
    width: 'half',
  },
  { type: 'choice', name: 'lunch', label: 'Lunsj', options: ['Ja', 'Nei'] },
  { type: 'consent', name: 'ok', wording: 'Jeg <samtykker>' },
  { type: 'hidden', name: 'from', value: 'messe' },
  { type: 'paragraph', name: 'words', text: 'En\nlinje\n\nNytt <avsnitt>' },
];

it('what authors and people write is text, never HTML, and the policy allows nothing but the page’s own style', () => {
  const { html, policy } = show(content(QUESTIONS), { answers: { name: ['"><script>alert(1)</script>'] } });
  expect(html).not.toMatch(/<script|<samtykker>|<avsnitt>|<Påmelding>|<Energi>/);
  expect(html).toContain('&lt;Påmelding&gt;');
  expect(html).toContain('<p>En<br>linje</p><p>Nytt &lt;avsnitt&gt;</p>');
  const style = /<style>([\s\S]*?)<\/style>/.exec(html)?.[1] ?? '';
  expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain('img-src https://cdn.example');
  expect(policy).not.toContain('script-src');
});

it('errors stand at their fields, are read out with them, and the first gets the focus', () => {
  const { html } = show(content(QUESTIONS), {
    errors: { name: 'Fyll ut', lunch: 'Velg' },
    answers: { lunch: ['Nei'] },
  });
  expect(html).toMatch(
    /id="f_name"[^>]*aria-invalid="true"[^>]*aria-describedby="f_name-error f_name-help"[^>]*autofocus/,
  );
  expect(html).toContain('<p class="error" id="f_name-error">Fyll ut</p>');
  expect(html).toContain('2 svar må rettes');
  expect(html).toContain('<a href="#f_lunch">Lunsj: Velg</a>');
  expect(html).toContain('value="Nei" checked');
  expect(html.match(/autofocus/g)).toHaveLength(1);
});

it('columns are those of the form, and optional questions are marked', () => {
  const { html } = show(content(QUESTIONS, { layout: 'two' }));
  expect(html).toContain('class="fields two"');
  expect(html).toContain('class="field half"');
  expect(html).toMatch(/Lunsj <span class="optional">\(valgfritt\)/);
  expect(html).not.toMatch(/kallenavn&quot; <span class="optional"/);
});

it('the colour of the form replaces that of the organisation', () => {
  expect(show(content(QUESTIONS)).html).toContain('--own:#14614b');
  expect(show(content(QUESTIONS, { colour: '#aa0000' })).html).toContain('--own:#aa0000');
});

it('in a page of others the form has no head, and only the script that tells its height', () => {
  const { html, policy } = show(content(QUESTIONS), { isEmbedded: true });
  expect(html).not.toContain('<header>');
  const script = /<script>([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  expect(policy).toContain('frame-ancestors http: https:');
  const { headers, body } = embedScript('a'.repeat(24));
  expect(headers).toContain('text/javascript; charset=utf-8');
  expect(body?.toString()).toContain('linkflowForm');
});

it('a challenge stands above the button, the policy allows what it needs, and its error is at it', () => {
  const challenge = {
    html: '<p>challenge</p>',
    sources: { 'script-src': ['https://challenge.example'], 'style-src': ['https://challenge.example'] },
  };
  const { html, policy } = show(content(QUESTIONS), { challenge });
  expect(html.indexOf('<p>challenge</p>')).toBeLessThan(html.indexOf('name="send"'));
  expect(html).toContain(`<noscript><p class="error">${TEXTS.noScript.nb}`);
  expect(html).not.toContain('challenge-error');
  expect(policy).toMatch(/style-src 'sha256-[^']+' https:\/\/challenge\.example;/);
  expect(policy).toContain('script-src https://challenge.example;');
  expect(policy).not.toMatch(/frame-src|connect-src/);
  const failed = show(content(QUESTIONS), {
    challenge,
    challengeFailed: true,
    answers: { name: ['Ida'] },
  }).html;
  expect(failed).toContain('aria-describedby="challenge-error" autofocus');
  expect(failed).toContain(`<a href="#challenge">${TEXTS.challenge.nb}</a>`);
  expect(failed).toContain('value="Ida"');
});

it('a closed form says so in the words of its author', () => {
  expect(pages.closed(content(QUESTIONS)).html).toContain(TEXTS.closed.nb);
  expect(pages.closed(content(QUESTIONS, { closedText: 'Fullt, men følg med' })).html).toContain(
    'Fullt, men følg med',
  );
});

it('a confirm page has one button and changes nothing by itself', () => {
  const { html } = pages.confirm(content(QUESTIONS));
  expect(html.match(/<form method="post">/g)).toHaveLength(1);
  expect(html).toContain('name="confirm"');
});

it('an address fills in answers, but never a consent', () => {
  const form = content(QUESTIONS);
  const query = new URLSearchParams('field_name=Ida&field_ok=1&field_lunch=Ja&field_other=x');
  expect(FormPrefill.prototype.fromAddress.call({}, form, query)).toEqual({ name: ['Ida'], lunch: ['Ja'] });
});
