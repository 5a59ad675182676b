import { Controller } from '@nestjs/common';
import { actionOf } from '@linkflow/actions';
import { ROUTES, pauseKey, type PauseScope, type PauseView } from '@linkflow/contracts';
import { EntityNames } from '../catalogue/entity-names';
import { PauseStore, type StoredPause } from '@linkflow/engine';
import { AppError } from '@linkflow/platform';
import { Route, type Input } from '../http/route';
import { userRef } from '../session/sessions.service';
import { AuditLog } from './audit-log';

const routes = ROUTES.pauses;

/**
 * Pauses of everything, one link, or one type of action. Clicks are still answered and recorded; runs are held before their
 * next step and continue when the pause ends.
 */
@Controller()
export class PausesController {
  constructor(
    private readonly pauses: PauseStore,
    private readonly names: EntityNames,
    private readonly audit: AuditLog,
  ) {}

  @Route(routes.list)
  async list(): Promise<PauseView[]> {
    return Promise.all((await this.pauses.list()).map((pause) => this.view(pause)));
  }

  /** Takes effect in every worker within a second. */
  @Route(routes.pause)
  async pause({ body, user }: Input<typeof routes.pause>): Promise<PauseView> {
    const name = await this.nameOf(body.scope);
    if (name === undefined) throw new AppError('not-found', 'There is no such link or action.');
    const pause = await this.audit.record(user, {
      action: 'pause.set',
      target: { kind: 'pause', id: pauseKey(body.scope), name },
      details: { note: body.note },
      act: () => this.pauses.pause(body, userRef(user)),
    });
    return this.view(pause);
  }

  @Route(routes.resume)
  async resume({ params: { key }, user }: Input<typeof routes.resume>): Promise<void> {
    const pause = (await this.pauses.list()).find(({ _id }) => _id === key);
    const name = (pause && (await this.nameOf(pause.scope))) ?? key;
    await this.audit.record(user, {
      action: 'pause.end',
      target: { kind: 'pause', id: key, name },
      act: () => this.pauses.resume(key),
    });
  }

  private async view({ _id: key, scope, note, at, by }: StoredPause): Promise<PauseView> {
    const [name, held] = await Promise.all([this.nameOf(scope), this.pauses.heldBy(key)]);
    return { key, scope, name: name ?? key, note, at: at.toISOString(), by, held };
  }

  /** Undefined when the owner or the action does not exist. All workflows belong to links today. */
  private async nameOf(scope: PauseScope): Promise<string | undefined> {
    switch (scope.kind) {
      case 'all':
        return 'all';
      case 'workflow':
        return (await this.names.nameOf('link', scope.owner)).name || undefined;
      case 'action':
        return actionOf(scope.type)?.type;
    }
  }
}
