import { buffer } from 'node:stream/consumers';
import { Module } from '@nestjs/common';
import { Pictures } from '@linkflow/mailings';
import { controllerOf } from '../http/route';
import { mailingLibrary } from '../lib-modules';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/signed-in-user';

/** The pictures of mails. apps/click serves their files. */
const PicturesController = controllerOf('pictures', [Pictures, AuditLog], (pictures, audit) => ({
  list: async ({ query }) => {
    const { rows, total } = await pictures.page(query);
    return { items: rows, total, page: query.page, pageSize: query.pageSize };
  },
  add: async ({ query: { name }, upload, user }) => {
    const bytes = await buffer(upload);
    return audit.record(user, {
      action: 'mailing.picture',
      target: { kind: 'picture', id: '', name },
      act: () => pictures.add(bytes, { name, by: userRef(user) }),
      outcome: ({ id }) => ({ target: { kind: 'picture', id, name } }),
    });
  },
}));

@Module({ imports: [mailingLibrary, AuditModule], controllers: [PicturesController] })
export class PicturesApiModule {}
