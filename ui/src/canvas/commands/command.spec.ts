import { describe, expect, it } from 'vitest';
import { aNode } from '../model/testing';
import { toClipboardText } from './clipboard-format';
import { fromClipboardText } from './clipboard-text';
import { isKey, keyParts } from './command';

describe('shortcuts', () => {
  const press = (key: string, part: Partial<KeyboardEvent> = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...part,
  });
  it('match with Ctrl and with Cmd', () => {
    expect(isKey(press('z', { ctrlKey: true }), 'mod+z')).toBe(true);
    expect(isKey(press('z', { metaKey: true }), 'mod+z')).toBe(true);
    expect(isKey(press('Z', { metaKey: true, shiftKey: true }), 'mod+shift+z')).toBe(true);
    expect(isKey(press('z', { ctrlKey: true, shiftKey: true }), 'mod+z')).toBe(false);
    expect(isKey(press('z'), 'mod+z')).toBe(false);
  });
  it('match a symbol regardless of Shift', () => {
    expect(isKey(press('?', { shiftKey: true }), '?')).toBe(true);
    expect(isKey(press('?'), '?')).toBe(true);
    expect(isKey(press('+', { ctrlKey: true }), 'mod+plus')).toBe(true);
    expect(keyParts('mod+plus')).toEqual(['mod', '+']);
  });
});

describe('clipboard', () => {
  const clip = { nodes: [aNode('a', 'set-interest')], edges: [], positions: { a: { x: 1, y: 2 } } };
  it('parses the text that it wrote', () => {
    expect(fromClipboardText(toClipboardText(clip))).toMatchObject(clip);
  });
  it.each(['', 'linkflow/steps', '{"type":"linkflow/steps"}', '{"type":"other","nodes":[]}'])(
    'rejects %j',
    (text) => {
      expect(fromClipboardText(text)).toBeNull();
    },
  );
});
