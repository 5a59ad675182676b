import type { PauseView } from '@linkflow/contracts';
import { useTypeName } from '../../runs/type-name';

/** What a pause is called by: the name of the link, the title of the action; nothing for everything. */
export function usePauseName(): (pause: Pick<PauseView, 'scope' | 'name'>) => string {
  const typeName = useTypeName();
  return ({ scope, name }) => (scope.kind === 'action' ? typeName(scope.type) : name);
}
