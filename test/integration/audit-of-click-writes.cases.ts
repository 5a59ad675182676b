import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { about, nothing, type Case, type WriteScene } from './audit-of-writes.fixture';

const PERIOD = { body: { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' } };

/** Cases of the routes that change clicks. */
export const clickWriteCases = (scene: WriteScene): Case[] => {
  const { aLink } = scene;
  return [
    about(
      ROUTES.setAside.sendAgain,
      async () => {
        const id = newId();
        const link = (await aLink()).id;
        const { recipientId: recipient } = scene.person;
        const click = { id, at: Date.now(), link, recipient, version: 1, kind: 'click', run: true };
        await scene.ops.put('clicks_set_aside', {
          _id: id,
          click,
          reason: 'unexpected-error',
          at: new Date(),
        });
        return id;
      },
      (id) => scene.api.call(ROUTES.setAside.sendAgain, { params: { id } }),
      { action: 'click.send-again' },
    ),
    about(
      ROUTES.clicks.correct,
      async () => {
        const id = newId();
        const { recipientId, mailingId, contactId } = scene.person;
        const linkId = (await aLink()).id;
        const click = { linkId, mailingId, recipientId, contactId, at: new Date(), version: 0 };
        await scene.ops.put('clicks', { _id: id, ...click, kind: 'click', run: false, ua: null });
        return id;
      },
      (id) => scene.api.call(ROUTES.clicks.correct, { params: { id }, body: { verdict: 'bot' } }),
      { action: 'click.correct' },
    ),
    about(ROUTES.rejudgements.start, nothing, () => scene.api.call(ROUTES.rejudgements.start, PERIOD), {
      action: 'click.rejudge',
    }),
    about(
      ROUTES.rejudgements.stop,
      async () => (await scene.api.call(ROUTES.rejudgements.start, PERIOD)).id,
      (id) => scene.api.call(ROUTES.rejudgements.stop, { params: { id } }),
      { action: 'click.stop-rejudging' },
    ),
  ];
};
