import { ROUTES } from '@linkflow/contracts';
import { newId } from '@linkflow/platform';
import { signIn } from '../support';
import { about, nothing, tokenOf, type Case, type WriteScene } from './audit-of-writes.fixture';

/** Cases of each route that changes something, except those of the CRM. */
export const writeCases = (scene: WriteScene): Case[] => {
  const { aBulk, aColleague, aContact, aFolder, aHeldRun, aKey, aLink, aMailing, aRun, invite } = scene;
  return [
    about(ROUTES.session.signIn, nothing, () => signIn(scene.url), { action: 'session.sign-in' }),
    about(ROUTES.session.signOut, aColleague, ({ api: its }) => its.call(ROUTES.session.signOut), {
      action: 'session.sign-out',
    }),
    about(
      ROUTES.session.changePassword,
      aColleague,
      ({ api: its, password: current }) =>
        its.call(ROUTES.session.changePassword, { body: { current, password: 'et annet langt passord' } }),
      { action: 'session.change-password' },
    ),
    about(
      ROUTES.sessions.end,
      async () => {
        const { api: its } = await aColleague();
        const [session] = await its.call(ROUTES.sessions.list);
        return { its, id: session?.id ?? '' };
      },
      ({ its, id }) => its.call(ROUTES.sessions.end, { params: { id } }),
      { action: 'session.end' },
    ),
    about(ROUTES.sessions.endAll, aColleague, ({ api: its }) => its.call(ROUTES.sessions.endAll), {
      action: 'session.end-all',
    }),
    about(
      ROUTES.passwordLinks.use,
      invite,
      ({ link }) =>
        scene.api.send('POST', '/api/password-links/use', {
          token: tokenOf(link?.url ?? ''),
          password: 'et langt passord her',
        }),
      // The link signs the user in, which is the newest event.
      { action: 'session.sign-in' },
    ),
    about(ROUTES.apiKeys.create, nothing, aKey, { action: 'key.create' }),
    about(
      ROUTES.apiKeys.revoke,
      aKey,
      ({ key: { id } }) => scene.api.call(ROUTES.apiKeys.revoke, { params: { id } }),
      { action: 'key.revoke' },
    ),
    about(ROUTES.links.create, nothing, aLink, { action: 'link.create' }),
    about(
      ROUTES.links.update,
      async () => ({ link: await aLink(), folder: await aFolder() }),
      ({ link, folder }) =>
        scene.api.call(ROUTES.links.update, {
          params: { id: link.id },
          body: { name: 'Ny lenke', folderId: folder.id },
        }),
      { action: 'link.change', changes: ['name: Lenke → Ny lenke', 'folder: null → Prøve …'] },
    ),
    about(ROUTES.links.remove, aLink, ({ id }) => scene.api.call(ROUTES.links.remove, { params: { id } }), {
      action: 'link.delete',
    }),
    about(
      ROUTES.links.duplicate,
      aLink,
      ({ id }) => scene.api.call(ROUTES.links.duplicate, { params: { id }, body: { name: 'Kopi' } }),
      { action: 'link.create' },
    ),
    about(
      ROUTES.links.reset,
      aLink,
      ({ id }) => scene.api.call(ROUTES.links.reset, { params: { id }, body: { mailingId: null } }),
      { action: 'link.reset' },
    ),
    about(
      ROUTES.links.restore,
      async () => {
        const { id } = await aLink();
        await scene.api.call(ROUTES.links.remove, { params: { id } });
        return id;
      },
      (id) => scene.api.call(ROUTES.links.restore, { params: { id } }),
      { action: 'link.restore' },
    ),
    about(
      ROUTES.workflows.publish,
      aLink,
      ({ id, draft: { revision } }) =>
        scene.api.call(ROUTES.workflows.publish, { params: { id }, body: { revision } }),
      { action: 'link.publish' },
    ),
    about(
      ROUTES.workflows.publishVersion,
      async () => {
        const { id, draft } = await aLink();
        await scene.api.call(ROUTES.workflows.publish, {
          params: { id },
          body: { revision: draft.revision },
        });
        const saved = await scene.api.call(ROUTES.workflows.saveDraft, {
          params: { id },
          body: { ...draft, url: 'https://example.com/ny' },
        });
        await scene.api.call(ROUTES.workflows.publish, {
          params: { id },
          body: { revision: saved.revision },
        });
        return id;
      },
      (id) => scene.api.call(ROUTES.workflows.publishVersion, { params: { id, number: 1 } }),
      { action: 'link.rollback' },
    ),
    about(
      ROUTES.workflows.run,
      async () => ({
        id: await scene.ops.link([{ id: 'a', type: 'set-interest', params: { interestId: newId() } }]),
        contactId: (await aContact()).id,
      }),
      ({ id, contactId }) => scene.api.call(ROUTES.workflows.run, { params: { id }, body: { contactId } }),
      { action: 'run.start' },
    ),
    about(ROUTES.mailings.create, nothing, aMailing, { action: 'mailing.create' }),
    about(
      ROUTES.mailings.update,
      aMailing,
      ({ id, revision }) =>
        scene.api.call(ROUTES.mailings.update, { params: { id }, body: { revision, subject: 'Hallo' } }),
      { action: 'mailing.save', changes: ['subject: Hei → Hallo'] },
    ),
    about(
      ROUTES.mailings.setLink,
      aMailing,
      ({ id, revision }) =>
        scene.api.send('PUT', `/api/mailings/${id}/links/0`, {
          revision,
          kind: 'untracked',
          url: 'https://b.example',
        }),
      { action: 'mailing.link', details: { previous: 'https://a.example', url: 'https://b.example' } },
    ),
    about(
      ROUTES.mailings.remove,
      aMailing,
      ({ id }) => scene.api.call(ROUTES.mailings.remove, { params: { id } }),
      {
        action: 'mailing.delete',
      },
    ),
    about(
      ROUTES.mailings.restore,
      async () => {
        const mailing = await aMailing();
        await scene.api.call(ROUTES.mailings.remove, { params: { id: mailing.id } });
        return mailing;
      },
      ({ id }) => scene.api.call(ROUTES.mailings.restore, { params: { id } }),
      { action: 'mailing.restore' },
    ),
    about(
      ROUTES.recipients.add,
      aMailing,
      ({ id }) =>
        scene.api.call(ROUTES.recipients.add, {
          params: { id },
          body: { contactIds: [scene.person.contactId] },
        }),
      { action: 'recipient.add' },
    ),
    about(
      ROUTES.audience.update,
      aMailing,
      ({ id }) => scene.api.call(ROUTES.audience.update, { params: { id }, body: { updateAtSending: true } }),
      { action: 'recipient.update' },
    ),
    about(
      ROUTES.audience.upload,
      aMailing,
      ({ id }) =>
        fetch(`${scene.url}/api/mailings/${id}/audience/files?name=liste.csv&unknown=keep`, {
          method: 'POST',
          headers: { cookie: scene.api.cookie, 'content-type': 'text/csv', origin: scene.url },
          body: 'Ola;ola@example.no',
        }),
      { action: 'recipient.upload', details: { name: 'liste.csv', unknown: 'keep' } },
    ),
    about(
      ROUTES.audience.refresh,
      aMailing,
      ({ id }) => scene.api.call(ROUTES.audience.refresh, { params: { id } }),
      { action: 'recipient.refresh' },
    ),
    about(
      ROUTES.recipients.address,
      () => scene.demo.recipients(),
      ([first]) => scene.demo.personalUrl(first ?? { id: '' }),
      { action: 'recipient.address' },
    ),
    about(
      ROUTES.recipients.remove,
      async () => ({
        id: (await scene.demo.mailing()).id,
        recipientId: (await scene.demo.recipients())[0]?.id ?? '',
      }),
      (params) => scene.api.call(ROUTES.recipients.remove, { params }),
      { action: 'recipient.remove' },
    ),
    about(
      ROUTES.audience.removeSource,
      async () => {
        const { id } = await scene.demo.mailing();
        const { sources } = await scene.api.call(ROUTES.audience.get, { params: { id } });
        return { id, sourceId: sources[0]?.id ?? '' };
      },
      (params) => scene.api.call(ROUTES.audience.removeSource, { params }),
      { action: 'recipient.remove-source' },
    ),
    about(ROUTES.settings.inviteUser, nothing, invite, { action: 'user.invite' }),
    about(
      ROUTES.settings.updateUser,
      invite,
      ({ user: { id } }) =>
        scene.api.call(ROUTES.settings.updateUser, { params: { id }, body: { roles: ['ops', 'marketer'] } }),
      { action: 'user.change', changes: ['roles: viewer → marketer,ops'] },
    ),
    about(
      ROUTES.settings.passwordLink,
      invite,
      ({ user: { id } }) => scene.api.call(ROUTES.settings.passwordLink, { params: { id } }),
      { action: 'user.password-link' },
    ),
    about(
      ROUTES.settings.endUserSessions,
      invite,
      ({ user: { id } }) => scene.api.call(ROUTES.settings.endUserSessions, { params: { id } }),
      { action: 'user.end-sessions' },
    ),
    about(
      ROUTES.settings.unlinkIdentity,
      invite,
      ({ user: { id } }) => scene.api.call(ROUTES.settings.unlinkIdentity, { params: { id } }),
      { action: 'user.unlink-identity' },
    ),
    about(
      ROUTES.runs.retry,
      () => aRun('failed'),
      (id) => scene.api.call(ROUTES.runs.retry, { params: { id }, body: {} }),
      { action: 'run.retry' },
    ),
    about(
      ROUTES.runs.skip,
      () => aRun('failed'),
      (id) => scene.api.call(ROUTES.runs.skip, { params: { id }, body: { nodeId: 'a' } }),
      { action: 'run.skip' },
    ),
    about(
      ROUTES.runs.cancel,
      () => aRun('waiting'),
      (id) => scene.api.call(ROUTES.runs.cancel, { params: { id } }),
      { action: 'run.cancel' },
    ),
    about(
      ROUTES.runs.resolve,
      () => aRun('needs-review'),
      (id) =>
        scene.api.call(ROUTES.runs.resolve, { params: { id }, body: { nodeId: 'a', outcome: 'succeeded' } }),
      { action: 'run.resolve' },
    ),
    about(
      ROUTES.runs.rerun,
      () => aRun('failed'),
      (id) => scene.api.call(ROUTES.runs.rerun, { params: { id } }),
      { action: 'run.rerun' },
    ),
    about(ROUTES.runs.release, aHeldRun, (id) => scene.api.call(ROUTES.runs.release, { params: { id } }), {
      action: 'run.release',
    }),
    about(ROUTES.runs.drop, aHeldRun, (id) => scene.api.call(ROUTES.runs.drop, { params: { id } }), {
      action: 'run.drop',
    }),
    about(
      ROUTES.bulks.start,
      () => aRun('failed'),
      () => aBulk(),
      { action: 'bulk.start' },
    ),
    about(
      ROUTES.bulks.continue,
      async () => {
        await aRun('failed');
        const { id } = await aBulk();
        await scene.ops.connection
          .collection<{ _id: string }>('bulks')
          .updateOne({ _id: id }, { $set: { state: 'checking' } });
        return id;
      },
      (id) => scene.api.call(ROUTES.bulks.continue, { params: { id } }),
      { action: 'bulk.continue' },
    ),
    about(
      ROUTES.bulks.stop,
      async () => {
        await aRun('failed');
        return aBulk();
      },
      ({ id }) => scene.api.call(ROUTES.bulks.stop, { params: { id } }),
      { action: 'bulk.stop' },
    ),
    about(
      ROUTES.pauses.pause,
      nothing,
      () => scene.api.call(ROUTES.pauses.pause, { body: { scope: { kind: 'all' } } }),
      { action: 'pause.set' },
    ),
    about(
      ROUTES.pauses.resume,
      nothing,
      () => scene.api.call(ROUTES.pauses.resume, { params: { key: 'all' } }),
      {
        action: 'pause.end',
      },
    ),
  ];
};
