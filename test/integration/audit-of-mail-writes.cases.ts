import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import sharp from 'sharp';
import { ROUTES, type SENDING_STATES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { about, aName, nothing, type Case, type WriteScene } from './audit-of-writes.fixture';

/** Cases of the routes that write, send and stop mail. */
export const mailWriteCases = (scene: WriteScene): Case[] => {
  const { aMailing } = scene;
  const aReader = () =>
    scene.api.call(ROUTES.contacts.create, {
      body: { firstName: 'Turid', lastName: 'Prøve', email: `${newId()}@example.no` },
    });
  const aType = () => {
    const name = aName();
    return scene.api.call(ROUTES.subscriptionTypes.create, { body: { name: { en: name, nb: name } } });
  };
  const aReaderAndType = async () => ({ ...(await aReader()), typeId: (await aType()).id });
  const aTemplate = (mailingId: string) =>
    scene.api.call(ROUTES.mailTemplates.create, { body: { name: aName(), mailingId } });
  const aBlock = () =>
    scene.api.call(ROUTES.savedBlocks.create, {
      body: { name: aName(), block: { id: 'a', type: 'heading', text: 'Hei' } },
    });
  /** A mailing with one recipient, whose sending is in this state. No worker runs here, so the state stays. */
  const aSending = async (state?: (typeof SENDING_STATES)[number]) => {
    const mailing = await aMailing();
    const contact = await aReader();
    await scene.api.call(ROUTES.recipients.add, {
      params: { id: mailing.id },
      body: { contactIds: [contact.id] },
    });
    if (state) {
      await scene.api.call(ROUTES.sending.start, {
        params: { id: mailing.id },
        body: { revision: mailing.revision },
      });
      await scene.app
        .get<Connection>(getConnectionToken())
        .collection<{ _id: string }>('mailings')
        .updateOne({ _id: mailing.id }, { $set: { 'sending.state': state } });
    }
    const { items } = await scene.api.call(ROUTES.recipients.list, { params: { id: mailing.id } });
    return { ...mailing, recipientIds: items.map(({ id }) => id) };
  };
  const sendingCommand = (
    name: 'cancel' | 'pause' | 'resume' | 'stop' | 'open' | 'close' | 'notReached',
    state: (typeof SENDING_STATES)[number],
    action: string,
  ): Case =>
    about(
      ROUTES.sending[name],
      () => aSending(state),
      ({ id }) => scene.api.call(ROUTES.sending[name], { params: { id } }),
      { action },
    );
  return [
    about(
      ROUTES.pictures.add,
      () =>
        sharp({ create: { width: 9, height: 9, channels: 3, background: '#14614b' } })
          .png()
          .toBuffer(),
      (png) =>
        fetch(`${scene.url}/api/pictures?name=hus.png`, {
          method: 'POST',
          headers: { cookie: scene.api.cookie, 'content-type': 'image/png', origin: scene.url },
          body: new Uint8Array(png),
        }),
      { action: 'mailing.picture' },
    ),
    about(
      ROUTES.mailings.setLinks,
      aMailing,
      ({ id, revision }) =>
        scene.api.call(ROUTES.mailings.setLinks, {
          params: { id },
          body: { revision, changes: [{ occurrences: [0], to: { kind: 'track-local' } }] },
        }),
      { action: 'mailing.link' },
    ),
    about(
      ROUTES.mailings.replacePlaceholders,
      () =>
        scene.api.call(ROUTES.mailings.create, {
          body: { name: 'Brev', subject: 'Hei', html: '<p>Hei *|FNAME|*</p>' },
        }),
      ({ id, revision }) =>
        scene.api.call(ROUTES.mailings.replacePlaceholders, {
          params: { id },
          body: { revision, replacements: [{ source: '*|FNAME|*', by: '{{contact.firstName}}' }] },
        }),
      { action: 'mailing.save' },
    ),
    about(
      ROUTES.mailings.copy,
      aMailing,
      ({ id }) => scene.api.call(ROUTES.mailings.copy, { params: { id }, body: { name: aName() } }),
      { action: 'mailing.copy', details: { from: { name: 'Brev' } } },
    ),
    about(
      ROUTES.mailings.import,
      nothing,
      () =>
        scene.api.call(ROUTES.mailings.import, {
          body: { linkflowMailing: 1, name: aName(), subject: 'Hei', html: '<p>Hei</p>' },
        }),
      { action: 'mailing.import' },
    ),
    about(ROUTES.mailTemplates.create, aMailing, ({ id }) => aTemplate(id), {
      action: 'mailing.save-template',
      details: { mailing: { name: 'Brev' } },
    }),
    about(
      ROUTES.mailTemplates.remove,
      async () => aTemplate((await aMailing()).id),
      ({ id }) => scene.api.call(ROUTES.mailTemplates.remove, { params: { id } }),
      { action: 'mailing.delete-template' },
    ),
    about(ROUTES.savedBlocks.create, nothing, aBlock, { action: 'mailing.save-block' }),
    about(
      ROUTES.savedBlocks.remove,
      aBlock,
      ({ id }) => scene.api.call(ROUTES.savedBlocks.remove, { params: { id } }),
      { action: 'mailing.delete-block' },
    ),
    about(
      ROUTES.sending.start,
      () => aSending(),
      ({ id, revision }) => scene.api.call(ROUTES.sending.start, { params: { id }, body: { revision } }),
      { action: 'mailing.send' },
    ),
    sendingCommand('cancel', 'scheduled', 'mailing.cancel'),
    sendingCommand('pause', 'sending', 'mailing.pause'),
    sendingCommand('resume', 'paused', 'mailing.resume'),
    sendingCommand('stop', 'sending', 'mailing.stop'),
    sendingCommand('open', 'finished', 'mailing.open'),
    sendingCommand('close', 'sending', 'mailing.close'),
    sendingCommand('notReached', 'stopped', 'mailing.send-again'),
    about(
      ROUTES.sending.resend,
      () => aSending('finished'),
      ({ id, recipientIds }) =>
        scene.api.call(ROUTES.sending.resend, { params: { id }, body: { recipientIds } }),
      { action: 'mailing.send-again' },
    ),
    about(
      ROUTES.sending.test,
      () => aSending(),
      ({ id }) =>
        scene.api.call(ROUTES.sending.test, { params: { id }, body: { addresses: ['meg@example.no'] } }),
      { action: 'mailing.test' },
    ),
    about(ROUTES.subscriptionTypes.create, nothing, aType, { action: 'list.create' }),
    about(
      ROUTES.subscriptionTypes.update,
      aType,
      ({ id }) =>
        scene.api.call(ROUTES.subscriptionTypes.update, {
          params: { id },
          body: { requiresUnsubscribe: false },
        }),
      { action: 'list.change' },
    ),
    about(
      ROUTES.subscriptionTypes.retire,
      aType,
      ({ id }) => scene.api.call(ROUTES.subscriptionTypes.retire, { params: { id } }),
      { action: 'list.retire' },
    ),
    about(
      ROUTES.subscriptionTypes.restore,
      aType,
      ({ id }) => scene.api.call(ROUTES.subscriptionTypes.restore, { params: { id } }),
      { action: 'list.restore' },
    ),
    about(
      ROUTES.subscriptions.change,
      aReader,
      ({ id }) =>
        scene.api.call(ROUTES.subscriptions.change, {
          params: { id },
          body: { typeId: null, unsubscribed: true, reason: 'Ringte' },
        }),
      { action: 'contact.subscription' },
    ),
    about(
      ROUTES.subscriptions.giveConsent,
      aReaderAndType,
      ({ id, typeId }) =>
        scene.api.call(ROUTES.subscriptions.giveConsent, {
          params: { id },
          body: { typeId, text: 'Krysset av på messen' },
        }),
      { action: 'contact.consent' },
    ),
    about(
      ROUTES.subscriptions.withdrawConsent,
      aReaderAndType,
      ({ id, typeId }) =>
        scene.api.call(ROUTES.subscriptions.withdrawConsent, {
          params: { id },
          body: { typeId, reason: 'Ringte' },
        }),
      { action: 'contact.consent' },
    ),
    about(
      ROUTES.subscriptions.clearBounce,
      aReader,
      ({ id }) =>
        scene.api.call(ROUTES.subscriptions.clearBounce, {
          params: { id },
          body: { reason: 'Adressen virker' },
        }),
      { action: 'contact.clear-bounce' },
    ),
  ];
};
