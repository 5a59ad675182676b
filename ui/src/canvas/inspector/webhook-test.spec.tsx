import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { hinted, type WebhookTrial } from '@linkflow/contracts';
import { aCatalogue, aDescriptor, aDocument, aDraft, anEdge, aNode, paramsOf } from '../model/testing';
import { aMarketer, renderCanvas } from '../testing';
import { hint } from './testing';
import { WebhookTest } from './webhook-test';

const session = aMarketer();
const TRIAL: WebhookTrial = {
  request: {
    method: 'POST',
    url: 'https://crm.example/in',
    headers: [{ name: 'webhook-id', value: 'test_1' }],
    body: '{"name":"Kari"}',
  },
  answer: { status: 200, headers: [], body: '{"score":7}', isCut: false },
  tookMs: 120,
  values: { score: 7 },
  problem: null,
};

function renderTest(params: Record<string, unknown>, trial: WebhookTrial, user = session) {
  const catalogue = [
    ...aCatalogue(),
    aDescriptor('call-webhook', {
      params: paramsOf(z.object({ url: hinted(z.string(), hint('Address', 'url')) })),
    }),
  ];
  const document = aDocument([aNode('a', 'call-webhook', params)], [anEdge('click', 'then', 'a')]);
  const api = ({ path }: { path: string }) => (path === '/api/webhooks/try' ? trial : undefined);
  return renderCanvas(<WebhookTest id="a" />, { catalogue, draft: aDraft(document), session: user, api });
}

const answer = [
  { name: 'score', path: 'score', type: 'number' },
  { name: 'level', path: 'level', type: 'text' },
];

it('sends the step as it is in the editor, and shows the answer, its values and what was sent', async () => {
  const params = { url: 'https://crm.example/in', answer };
  const { user, sent } = renderTest(params, TRIAL);
  await user.click(screen.getByRole('button', { name: 'Call now' }));
  expect(await screen.findByText('The server answered 200 in 120 ms')).toBeTruthy();
  expect(sent.find(({ path }) => path === '/api/webhooks/try')?.body).toEqual({
    linkId: 'link',
    contactId: null,
    params,
  });
  expect(screen.getByText('score').parentElement?.textContent).toBe('score 7');
  expect(screen.getByText('level').parentElement?.textContent).toBe('level not in the answer');
  await user.click(screen.getByText('What was sent'));
  expect(screen.getByText(/POST https:\/\/crm\.example\/in\s+webhook-id: test_1/)).toBeTruthy();
});

it('says why the step would fail', async () => {
  const problem = {
    code: 'webhook.address',
    message: { en: 'Such servers are not called', nb: 'Slike servere kalles ikke' },
  };
  const { user } = renderTest({ url: 'http://10.0.0.1/' }, { ...TRIAL, answer: null, values: {}, problem });
  await user.click(screen.getByRole('button', { name: 'Call now' }));
  expect(await screen.findByText('Such servers are not called')).toBeTruthy();
  expect(screen.getByText(/There was no answer/)).toBeTruthy();
});

it('waits until the step is complete', async () => {
  renderTest({ url: 'ftp://example.com' }, TRIAL);
  expect(await screen.findByText('Complete the settings above first.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Call now' })).toHaveProperty('disabled', true);
});

it('is not shown to users who may not call webhooks', () => {
  renderTest({ url: 'https://crm.example/' }, TRIAL, { ...session, roles: ['viewer'] });
  expect(screen.queryByRole('button')).toBeNull();
});
