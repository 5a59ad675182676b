import type { KeyboardEvent } from 'react';
import { type Direction, idsInOrder } from '../model/moves';
import type { MailEditorStore } from '../store/mail-editor-store';

const DIRECTIONS: Record<string, Direction> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/**
 * Runs what a key does with a block, on the message and in the outline: arrow keys choose a block, with Alt they move it, Enter opens its
 * settings, with or without Ctrl or Cmd, Delete removes it, Ctrl or Cmd and D copies it, Home and End choose the first and the last block.
 * @returns what it did; null if the key does nothing
 */
export function blockKey(store: MailEditorStore, id: string, event: Key): 'done' | 'settings' | null {
  const { commands } = store;
  const direction = DIRECTIONS[event.key];
  const mod = event.ctrlKey || event.metaKey;
  if (direction && event.altKey && !mod) commands.step(id, direction);
  else if (mod && !event.altKey && event.key.toLowerCase() === 'd') commands.duplicate(id);
  else if (event.key === 'Enter' && !event.altKey) {
    commands.select(id, 'settings');
    return 'settings';
  } else if (mod || event.altKey) return null;
  else if (event.key === 'ArrowUp') commands.selectNeighbour(id, -1);
  else if (event.key === 'ArrowDown') commands.selectNeighbour(id, 1);
  else if (event.key === 'Delete' || event.key === 'Backspace') commands.remove(id);
  else if (event.key === 'Home' || event.key === 'End') {
    const ids = idsInOrder(store.getState().document.blocks);
    commands.select((event.key === 'Home' ? ids[0] : ids.at(-1)) ?? null, 'block');
  } else return null;
  return 'done';
}
