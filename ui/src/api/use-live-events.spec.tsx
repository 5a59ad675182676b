import type { LiveEvent } from '@linkflow/contracts';
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useLiveEvents, type Topic } from './live';

/** The browser's EventSource, with a server that the test plays. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 0;
  onmessage: ((message: MessageEvent<string>) => void) | null = null;
  onerror: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    sources.push(this);
  }

  get topics(): string | null {
    return new URL(this.url, 'http://localhost').searchParams.get('topics');
  }

  close(): void {
    this.readyState = FakeEventSource.CLOSED;
  }

  /** The server has begun to send all events. */
  ready(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('ready'));
  }

  /** The server answers with an error, or the connection breaks. The browser reconnects only in the second case. */
  fail({ reconnects }: { reconnects: boolean }): void {
    this.readyState = reconnects ? 0 : FakeEventSource.CLOSED;
    this.onerror?.();
  }

  send(event: LiveEvent): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(event) }));
  }
}

let sources: FakeEventSource[];
const openSources = (): FakeEventSource[] =>
  sources.filter(({ readyState }) => readyState !== FakeEventSource.CLOSED);
const last = (): FakeEventSource => {
  const source = sources.at(-1);
  if (!source) throw new Error('No stream was opened');
  return source;
};
const contact = (contactId: string): LiveEvent => ({
  type: 'contact',
  contactId,
  at: '2027-03-14T12:00:00Z',
});

/** Renders a component that listens. Returns what it was told. */
async function listening(topics: Topic[]) {
  const onEvent = vi.fn<(event: LiveEvent) => void>();
  const onGap = vi.fn<() => void>();
  renderHook(() => useLiveEvents(topics, onEvent, onGap));
  await act(() => vi.advanceTimersByTimeAsync(0));
  return { onEvent, onGap };
}

function show(visibility: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibility);
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  sources = [];
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeEventSource);
});
afterEach(async () => {
  cleanup();
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a component that listens to live events', () => {
  it('gets the events of its topics, and loads its data again once the stream has begun', async () => {
    const { onEvent, onGap } = await listening(['contact:c1']);
    expect(onGap).not.toHaveBeenCalled();
    last().ready();
    expect(onGap).toHaveBeenCalledTimes(1);
    last().send(contact('c1'));
    last().send(contact('c2'));
    expect(onEvent.mock.calls).toEqual([[contact('c1')]]);
  });

  it('loads its data again when another component has added its topics to the stream', async () => {
    const one = await listening(['contact:c1']);
    last().ready();
    const other = await listening(['contact:c2']);
    expect(openSources().map(({ topics }) => topics)).toEqual(['contact:c1,contact:c2']);
    last().ready();
    expect([one.onGap.mock.calls.length, other.onGap.mock.calls.length]).toEqual([2, 1]);
  });

  it('loads its data again after a broken connection, and when the server itself has missed events', async () => {
    const { onGap } = await listening(['contact:c1']);
    last().ready();
    last().fail({ reconnects: true });
    last().ready();
    last().ready();
    expect([sources.length, onGap.mock.calls.length]).toEqual([1, 3]);
  });

  it('opens the stream again, with growing delays, after an answer that makes the browser give up', async () => {
    const { onEvent, onGap } = await listening(['contact:c1']);
    last().ready();
    for (const seconds of [2, 4, 8, 16, 30, 30]) {
      const { length } = sources;
      last().fail({ reconnects: false });
      await vi.advanceTimersByTimeAsync(seconds * 1_000 - 1);
      expect(sources).toHaveLength(length);
      await vi.advanceTimersByTimeAsync(1);
      expect(sources).toHaveLength(length + 1);
    }
    last().ready();
    last().send(contact('c1'));
    expect([onEvent.mock.calls.length, onGap.mock.calls.length]).toEqual([1, 2]);
  });

  it('has no stream while its page is hidden for long, even if its topics change meanwhile', async () => {
    await listening(['contact:c1']);
    show('hidden');
    await vi.advanceTimersByTimeAsync(20_000);
    const { onGap } = await listening(['contact:c2']);
    expect(openSources()).toEqual([]);
    show('visible');
    await vi.advanceTimersByTimeAsync(0);
    expect(openSources().map(({ topics }) => topics)).toEqual(['contact:c1,contact:c2']);
    last().ready();
    expect(onGap).toHaveBeenCalledTimes(1);
  });
});
