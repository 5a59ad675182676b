import { Module } from '@nestjs/common';
import { signalName } from '@linkflow/contracts';
import { ClicksModule, ClicksRepository, Looks, Rejudging, VerdictCorrections } from '@linkflow/links';
import { AppError } from '@linkflow/platform';
import { CatalogueModule } from '../catalogue/catalogue.controller';
import { controllerOf } from '../http/route';
import { engineForApi } from '../lib-modules';
import { AuditLog, AuditModule } from '../ops/audit-log';
import { userRef } from '../session/signed-in-user';
import { ClickViews, lookView } from './click-views';
import { RejudgePreviews, rejudgementView } from './rejudgement-views';

/** Clicks with their verdicts, and corrections of them. */
const ClicksController = controllerOf(
  'clicks',
  [ClicksRepository, ClickViews, VerdictCorrections, AuditLog, Looks],
  (clicks, views, corrections, audit, looks) => {
    const find = async (id: string) => {
      const click = await clicks.find(id);
      if (!click) throw new AppError('not-found', 'There is no such click');
      return click;
    };
    return {
      list: ({ query }) => {
        if (!query.linkId && !query.recipientId)
          throw new AppError('validation.failed', 'A list of clicks needs a link or a recipient');
        if (query.mailingId && !query.linkId)
          throw new AppError('validation.failed', 'A list of clicks in a mailing needs a link');
        return views.page(query);
      },
      get: async ({ params: { id } }) => views.detail(await find(id)),
      correct: async ({ params: { id }, body: { verdict }, user }) => {
        const before = await views.view(await find(id));
        const click = await audit.record(user, {
          action: 'click.correct',
          target: { kind: 'click', id, name: before.link.name },
          details: { before: before.verdict.verdict, verdict: verdict ?? 'none' },
          contactId: before.contact?.id,
          act: () => corrections.correct(id, verdict, userRef(user)),
        });
        return views.detail(click);
      },
      statistics: async () => {
        const { signals, ...counts } = await corrections.statistics();
        return { ...counts, signals: signals.map((one) => ({ ...one, name: signalName(one.code) })) };
      },
      looks: async ({ query: { recipientId } }) =>
        ((await looks.of([recipientId])).get(recipientId) ?? []).map((look) => lookView(look, recipientId)),
    };
  },
);

/** The days of a period. */
const periodName = ({ from, to }: { from: string; to: string }) =>
  `${from.slice(0, 10)} – ${to.slice(0, 10)}`;

/** Judging the clicks of a period again. */
const RejudgementsController = controllerOf(
  'rejudgements',
  [Rejudging, RejudgePreviews, AuditLog],
  (rejudging, previews, audit) => {
    const periodOf = ({ from, to }: { from: string; to: string }) => ({
      from: new Date(from),
      to: new Date(to),
    });
    return {
      list: async () => (await rejudging.list()).map(rejudgementView),
      preview: async ({ body }) => previews.view(await rejudging.preview(periodOf(body))),
      start: async ({ body, user }) =>
        rejudgementView(
          await audit.record(user, {
            action: 'click.rejudge',
            target: { kind: 'click', id: '', name: periodName(body) },
            details: { ...body },
            act: () => rejudging.start(periodOf(body), userRef(user)),
            outcome: ({ _id: id }) => ({ target: { kind: 'click', id, name: periodName(body) } }),
          }),
        ),
      stop: async ({ params: { id }, user }) => {
        const { from, to } = await rejudging.get(id);
        const name = periodName({ from: from.toISOString(), to: to.toISOString() });
        const stopped = await audit.record(user, {
          action: 'click.stop-rejudging',
          target: { kind: 'click', id, name },
          act: () => rejudging.stop(id),
        });
        return rejudgementView(stopped);
      },
    };
  },
);

@Module({
  imports: [ClicksModule, engineForApi, CatalogueModule, AuditModule],
  providers: [ClickViews, RejudgePreviews],
  controllers: [ClicksController, RejudgementsController],
})
export class ClicksApiModule {}
