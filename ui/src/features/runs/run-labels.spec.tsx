import { act, render, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../i18n';
import { setTimeZone } from '../../i18n/time-zone';
import { Providers } from '../../testing';
import { RunStatusBadge, WaitsUntil } from './run-labels';

beforeEach(() => {
  setTimeZone('Europe/Oslo');
  vi.useFakeTimers({ now: new Date('2027-03-14T08:00:00Z'), toFake: ['Date'] });
  return () => vi.useRealTimers();
});

describe('a waiting run', () => {
  it('says until when, in the language of the page', () => {
    render(
      <Providers>
        <RunStatusBadge status="waiting" until="2027-03-14T13:30:00Z" />
      </Providers>,
    );
    expect(screen.getByText('Waits until 14:30')).toBeTruthy();
    act(() => setLanguage('nb'));
    expect(screen.getByText('Venter til kl. 14:30')).toBeTruthy();
  });

  it('says the day too if it is another one, in a list', () => {
    act(() => setLanguage('nb'));
    render(
      <Providers>
        <WaitsUntil run={{ status: 'waiting', dueAt: '2027-03-16T08:00:00Z' }} />
        <WaitsUntil run={{ status: 'running', dueAt: '2027-03-16T08:00:00Z' }} />
      </Providers>,
    );
    expect(screen.getAllByText(/^Venter til .*16\. mars kl\. 09:00$/)).toHaveLength(1);
  });
});
