import type { PauseScope } from '@linkflow/contracts';

/** Reads the key of a pause: `all`, `link:<id>`, `action:<type>`. */
export function pauseKind(key: string): { kind: PauseScope['kind']; about: string } {
  const [word = '', about = ''] = key.split(':');
  return { kind: word === 'link' || word === 'action' ? word : 'all', about };
}
