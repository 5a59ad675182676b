import { ACTIONS } from '@linkflow/actions';
import { pauseKey, type PauseScope, type PauseView } from '@linkflow/contracts';
import { PauseStore, type StoredPause } from '@linkflow/engine';
import { AppError } from '@linkflow/platform';
import { EntityNames } from '../catalogue/entity-names';
import { controllerOf } from '../http/route';
import { userRef } from '../session/signed-in-user';
import { AuditLog } from './audit-log';

/**
 * Pauses of everything, one link, or one type of action. Clicks are still answered and recorded; runs are held before their
 * next step and continue when the pause ends. A pause takes effect in every worker within a second.
 */
export const PausesController = controllerOf(
  'pauses',
  [PauseStore, EntityNames, AuditLog],
  (pauses, names, audit) => {
    /**
     * The name of the scope of a pause; undefined if the link or the action does not exist. The owner of a workflow is always a link today.
     */
    const nameOf = async (scope: PauseScope): Promise<string | undefined> => {
      switch (scope.kind) {
        case 'all':
          return 'all';
        case 'workflow':
          return (await names.nameOf('link', scope.owner)).name || undefined;
        case 'action':
          return ACTIONS.get(scope.type)?.type;
      }
    };

    const view = async ({ _id: key, scope, note, at, by }: StoredPause): Promise<PauseView> => {
      const [name, held] = await Promise.all([nameOf(scope), pauses.heldBy(key)]);
      return { key, scope, name: name ?? key, note, at: at.toISOString(), by, held };
    };

    return {
      list: async () => Promise.all((await pauses.list()).map(view)),
      pause: async ({ body, user }) => {
        const name = await nameOf(body.scope);
        if (name === undefined) throw new AppError('not-found', 'There is no such link or action.');
        const pause = await audit.record(user, {
          action: 'pause.set',
          target: { kind: 'pause', id: pauseKey(body.scope), name },
          details: { note: body.note },
          act: () => pauses.pause(body, userRef(user)),
        });
        return view(pause);
      },
      resume: async ({ params: { key }, query: { at }, user }) => {
        const pause = (await pauses.list()).find(({ _id }) => _id === key);
        const name = (pause && (await nameOf(pause.scope))) ?? key;
        await audit.record(user, {
          action: 'pause.end',
          target: { kind: 'pause', id: key, name },
          act: () => pauses.resume(key, at === undefined ? undefined : new Date(at)),
        });
      },
    };
  },
);
