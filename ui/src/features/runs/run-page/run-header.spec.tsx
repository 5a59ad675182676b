import type { RunDetail } from '@linkflow/contracts';
import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { setLanguage } from '../../../i18n';
import { renderPage } from '../../../testing';
import { RunHeader } from './run-header';

const ID = '66b000000000000000000001';
const AT = '2027-03-14T08:00:00Z';
const LINK = { id: ID, name: 'Call me' };
const MAILING = { id: ID, name: 'Spring news' };

const runWith = (context: RunDetail['context'], type = 'click') =>
  ({
    id: ID,
    status: 'succeeded',
    subject: { address: 'ola@example.no' },
    context,
    trigger: { type, at: AT },
    workflow: { version: 3 },
    can: { retry: false, cancel: false, resolve: false, rerun: false },
  }) as unknown as RunDetail;

const header = () => screen.getByTestId('began').textContent?.replace(/\s+/g, ' ');

it.each([
  [{ link: LINK, mailing: MAILING }, /^Clicked .+ on Call me \(version 3\) in Spring news$/],
  [{ link: LINK }, /^Clicked .+ on Call me \(version 3\)$/],
  [{}, /^Clicked .+ \(version 3\)$/],
])('says in one sentence what started the run (%#)', async (context, words) => {
  const run = runWith(context);
  await renderPage(() => <RunHeader run={run} />, { path: '/runs' });
  expect(header()).toMatch(words);
});

it('tells what was not read in time for the answer, the parameters of the mailing in words of their own', async () => {
  const missedFacts = ['contact.firstName', 'mailing.analytics'];
  const answer = { kind: 'redirect' as const, url: 'https://example.no/', path: [], missedFacts };
  await renderPage(() => <RunHeader run={{ ...runWith({ link: LINK }), answer }} />, {
    path: '/runs',
    api: ({ path }) => (path.endsWith('/facts') ? [] : undefined),
  });
  const shown = screen.getByTestId('run-answer').textContent;
  expect(shown).toMatch(/for missing values: contact\.firstName(?!,)/);
  expect(shown).toContain('Nothing was added for Google Analytics');
});

it('says in Norwegian what started a run by hand', async () => {
  const run = runWith({ link: LINK, mailing: MAILING }, 'manual');
  await renderPage(() => <RunHeader run={run} />, { path: '/runs' });
  act(() => setLanguage('nb'));
  expect(header()).toMatch(/^Startet for hånd .+ på Call me \(versjon 3\) i Spring news$/);
  expect(screen.getByRole('link', { name: 'Spring news' }).getAttribute('href')).toBe(`/mailings/${ID}`);
});
