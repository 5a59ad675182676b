import type { NodeProps } from '@xyflow/react';
import { act, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../i18n';
import { setTimeZone } from '../../i18n/time-zone';
import type { FlowNode } from '../model/flow-graph';
import { runOverlay } from '../model/run-overlay';
import { aDocument, aDraft, anEdge, aNode } from '../model/testing';
import { renderCanvas } from '../testing';
import { NodeCard } from './node-card';

/** The properties of a React Flow node that a card uses. */
const props = (id: string) => ({ id, selected: false }) as NodeProps<FlowNode>;
const document = aDocument([aNode('a', 'set-interest')], [anEdge('click', 'then', 'a')]);

beforeEach(() => {
  setTimeZone('Europe/Oslo');
  vi.useFakeTimers({ now: new Date('2027-03-14T08:00:00Z'), toFake: ['Date'] });
  return () => vi.useRealTimers();
});

describe('the card of a waiting step', () => {
  it('says until when it waits', () => {
    const { store } = renderCanvas(<NodeCard {...props('a')} />, { draft: aDraft(document) });
    const waiting = { status: 'waiting', attempts: 1, dueAt: '2027-03-14T13:30:00Z' } as const;
    act(() => store.setState({ run: runOverlay(document, { a: waiting }, false) }));
    expect(screen.getByText('Waits until 14:30')).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(screen.getByText('Venter til kl. 14:30')).toBeTruthy();
  });
});
